// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final long SPIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  @TempDir Path directory;

  private static void spin() {
    long end = System.nanoTime() + SPIN_NANOS;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private Profile profileOf(String thread) throws Exception {
    try (Recording recording = Profile.begin()) {
      Thread spinning = new Thread(ProfileTest::spin, thread);
      spinning.start();
      spinning.join();
      recording.stop();
      return Profile.of(recording, directory.resolve(thread));
    }
  }

  @Test
  void theThreadsOfReceiversAreSampled() throws Exception {
    Profile profile = profileOf("holdfast-0-session-1");
    assertThat(profile.samples()).isPositive();
    assertThat(profile.share(Owner.OTHER)).isEqualTo(1);
    assertThat(profile.share(Owner.ENGINE)).isZero();
  }

  @Test
  void otherThreadsAreNot() throws Exception {
    assertThat(profileOf("somebody").samples()).isZero();
  }
}
