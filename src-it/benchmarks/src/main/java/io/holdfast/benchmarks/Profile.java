// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Who ran on the threads of the receivers: samples of Java Flight Recorder by their {@link Owner}.
 *
 * <p>Only threads that run Java code are sampled, so waits and system calls are in no share. Nearly
 * all are Kafka's and the store's, and without them the engine's share is shown rather too large.
 */
final class Profile {
  /** Nobody was sampled. */
  static final Profile NONE = new Profile();

  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final Duration PERIOD = Duration.ofMillis(1);

  /** How the engine names its threads: the session's, the store lane's. */
  private static final String THREADS = "holdfast-";

  private final Map<Owner, Long> samples = new EnumMap<>(Owner.class);

  /** Begins to record; the caller closes the recording. */
  static Recording begin() {
    Recording recording = new Recording();
    recording.enable(SAMPLE).withPeriod(PERIOD);
    recording.start();
    return recording;
  }

  /** What a recording that has ended shows. */
  static Profile of(Recording recording, Path file) throws IOException {
    recording.dump(file);
    Profile profile = new Profile();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        profile.add(events.readEvent());
      }
    }
    return profile;
  }

  private void add(RecordedEvent event) {
    if (event.getEventType().getName().equals(SAMPLE)
        && isReceivers(event.getThread("sampledThread").getJavaName())) {
      samples.merge(owner(event), 1L, Long::sum);
    }
  }

  private static boolean isReceivers(String thread) {
    return thread != null && thread.startsWith(THREADS);
  }

  private static Owner owner(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return Owner.OTHER;
    }
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    return Owner.of(frames.stream().map(frame -> frame.getMethod().getType().getName()).toList());
  }

  /** What all of them show together. */
  static Profile sum(Collection<Profile> profiles) {
    Profile sum = new Profile();
    for (Profile profile : profiles) {
      profile.samples.forEach((owner, number) -> sum.samples.merge(owner, number, Long::sum));
    }
    return sum;
  }

  /** How many samples there are. */
  long samples() {
    return samples.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The share of the samples, 0 to 1. */
  double share(Owner owner) {
    return samples.getOrDefault(owner, 0L) / (double) Math.max(1, samples());
  }
}
