// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.testkit.Event.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One cell of the crash matrix: a receiver that is killed at one point, so often, under blocks of
 * such a size and a store of such a speed.
 */
record CrashRun(CrashPoint point, Frequency frequency, Size size, Speed speed) {

  /** How often the receiver is killed. */
  enum Frequency {
    ONCE(0, 1),
    AFTER_EACH_BLOCK(1, 2),
    AFTER_EVERY_SECOND_BLOCK(2, 2);

    /** After how many more acknowledged rounds. */
    private final int rounds;

    private final int kills;

    Frequency(int rounds, int kills) {
      this.rounds = rounds;
      this.kills = kills;
    }
  }

  /** How many records a block holds. */
  enum Size {
    ONE(1),
    FEW(7),
    LARGER_THAN_ALL(10_000);

    private final int records;

    Size(int records) {
      this.records = records;
    }
  }

  /** How long a store takes. */
  enum Speed {
    INSTANT(0),
    SLOW(3);

    private final int millis;

    Speed(int millis) {
      this.millis = millis;
    }
  }

  /** All cells of one point. */
  static List<CrashRun> all(CrashPoint point) {
    List<CrashRun> runs = new ArrayList<>();
    for (Frequency frequency : Frequency.values()) {
      for (Size size : Size.values()) {
        for (Speed speed : Speed.values()) {
          runs.add(new CrashRun(point, frequency, size, speed));
        }
      }
    }
    return runs;
  }

  /** One cell of a point: over the points, every value of each dimension has its turn. */
  static List<CrashRun> one(CrashPoint point) {
    List<CrashRun> all = all(point);
    return Collections.singletonList(
        all.get(Arrays.asList(CrashPoint.values()).indexOf(point) * 7 % all.size()));
  }

  ReceiverSettings settings() {
    return Settings.blocksOf(size.records).build();
  }

  /** Runs it and requires that nothing was lost. */
  <T> void run(Law law, Rig<T> rig) throws Exception {
    rig.store().slow(Duration.ofMillis(speed.millis));
    Copy<T> copy = rig.travel();
    for (int kill = 0; kill < frequency.kills; kill++) {
      if (frequency.rounds > 0) {
        rounds(law, rig, copy);
        copy = point == CrashPoint.OPENED ? anew(rig, copy) : copy;
      }
      die(law, rig, copy);
      copy = rig.travel();
    }
    copy.start();
    rig.awaitComplete(law);
  }

  /** Lets so many blocks through before the next kill. */
  private <T> void rounds(Law law, Rig<T> rig, Copy<T> copy) throws Exception {
    copy.start();
    for (int round = 0; round < frequency.rounds; round++) {
      rig.production().produce(size == Size.FEW ? 4 : 1);
      rig.awaitAcknowledged(law);
    }
  }

  private static <T> Copy<T> anew(Rig<T> rig, Copy<T> copy) {
    copy.kill();
    return rig.travel();
  }

  private <T> void die(Law law, Rig<T> rig, Copy<T> copy) throws Exception {
    int mark = rig.log().size();
    switch (point) {
      case DRAINING -> {
        rig.store().hold();
        produceAndStart(rig, copy);
        rig.await(law, mark, Kind.STORING);
        var unused = copy.stop();
        rig.await(law, mark, Kind.STOPPING);
        copy.kill();
        rig.store().release();
      }
      case CLOSING -> {
        produceAndStart(rig, copy);
        rig.await(law, mark, Kind.STORING);
        copy.arm(point);
        var unused = copy.stop();
      }
      default -> {
        copy.arm(point);
        produceAndStart(rig, copy);
      }
    }
    law.require(copy.awaitKill(Law.signal()), "the receiver did not come to %s", point);
  }

  private <T> void produceAndStart(Rig<T> rig, Copy<T> copy) throws Exception {
    rig.production().produce(5);
    if (frequency.rounds == 0 || point == CrashPoint.OPENED) {
      copy.start();
    }
  }
}
