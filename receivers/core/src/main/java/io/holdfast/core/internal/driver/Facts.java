// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.Durability;
import io.holdfast.core.internal.spark.StreamingInternals;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.StreamingContext;

/**
 * What the rules of the preflight look at. Stays on the driver, never serialized.
 *
 * @param conf the configuration that is in force, which after a recovery is the checkpoint's
 * @param receivers how many receivers the job has, foreign ones included
 * @param streams the streams of reliable receivers
 * @param checkpointDirectory where the job keeps its checkpoints, as set so far
 * @param recovered whether the job came out of a checkpoint
 * @param outside what is asked only if a rule needs it
 */
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
record Facts(
    SparkConf conf,
    int receivers,
    List<StreamFacts> streams,
    Optional<String> checkpointDirectory,
    boolean recovered,
    Outside outside) {

  static Facts of(StreamingContext context) {
    return new Facts(
        context.sparkContext().getConf(),
        StreamingInternals.receivers(context),
        streams(context),
        Optional.ofNullable(StreamingInternals.checkpointDirectory(context)),
        StreamingInternals.isRecovered(context),
        new LiveOutside(context));
  }

  private static List<StreamFacts> streams(StreamingContext context) {
    List<StreamFacts> facts = new ArrayList<>();
    for (ReliableInputDStream<?> stream : ReliableInputDStream.streams(context)) {
      facts.add(new StreamFacts(stream.id(), stream.receiver()));
    }
    return facts;
  }

  String master() {
    return conf.get("spark.master");
  }

  Resources resources() {
    return Resources.of(conf);
  }

  boolean receiverLog() {
    return StreamingInternals.hasReceiverLog(conf);
  }

  /** What the blocks of a stream survive. */
  Durability durability(StreamFacts stream) {
    return EffectiveDurability.of(
        receiverLog(),
        checkpointDirectory.isPresent(),
        stream.settings().storageLevel(),
        resources());
  }

  /** The kind of file system that the checkpoint is on; empty without one, or if it names none. */
  Optional<String> checkpointScheme() {
    return checkpointDirectory.map(Path::new).map(Path::toUri).map(URI::getScheme);
  }
}
