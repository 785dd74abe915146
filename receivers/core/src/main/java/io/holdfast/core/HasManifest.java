// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

/**
 * What every RDD of a reliable receiver's stream is, on the driver: cast the RDD of the stream
 * itself, before any transformation, as with the offset ranges of Spark's direct Kafka stream.
 *
 * <pre>{@code
 * stream.foreachRDD(rdd -> {
 *   BlockManifest manifest = ((HasManifest) rdd.rdd()).manifest();
 *   ...
 * });
 * }</pre>
 */
public interface HasManifest {

  /**
   * The blocks of the batch. To be called on the driver, by any thread; does not block.
   *
   * @throws IllegalStateException in a task, where the manifest is not known: send it there instead
   */
  BlockManifest manifest();
}
