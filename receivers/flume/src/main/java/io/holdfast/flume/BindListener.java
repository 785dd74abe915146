// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.io.Serializable;

/**
 * Is told where a receiver listens, since Spark may place it on any executor: to write it into a
 * registry from which agents are configured, for example. Travels with the receiver, so it holds
 * nothing live.
 */
@FunctionalInterface
public interface BindListener extends Serializable {

  /**
   * The receiver listens there now; again after each restart and each failed session. Called on the
   * executor by the session's thread; may block.
   *
   * @param host the host that was configured; of {@code 0.0.0.0}, the name of the machine
   * @throws Exception ends the session, which is opened again with back-off: a receiver that nobody
   *     can find receives nothing
   */
  void bound(String host, int port) throws Exception;
}
