// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.job;

import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;

/** A receiver that does nothing: how soon it is started again is Spark's own doing. */
final class BareReceiver extends Receiver<String> {
  private static final long serialVersionUID = 1L;

  BareReceiver() {
    super(StorageLevel.MEMORY_ONLY());
  }

  @Override
  public void onStart() {}

  @Override
  public void onStop() {}
}
