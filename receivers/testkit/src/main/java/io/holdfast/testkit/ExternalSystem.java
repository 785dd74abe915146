// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The other side of a receiver under test: a broker, a directory, clients of a server. Fresh for
 * each law, and closed after it.
 *
 * <p>Partitions are numbered from 0, as many as the {@link Capabilities} say; a partition is
 * whatever the system keeps in order, such as one log or one connection. Called by threads of the
 * kit, also by several at once.
 *
 * @param <T> the type of the records, with value equality
 */
public interface ExternalSystem<T> extends AutoCloseable {

  /**
   * Puts one record into the system, after all earlier ones of its partition. Returns when the
   * system has it; whether a receiver runs makes no difference. A system whose clients push hands
   * it to a client that sends it, and sends it again until it is told that it was taken.
   *
   * @param text what the record says; no two records of one system say the same
   * @return what the receiver has to deliver; empty if this system has no such record, such as an
   *     empty one or one with a line break
   */
  Optional<T> produce(int partition, String text) throws Exception;

  /**
   * Puts something into the partition that cannot be decoded; only where the capabilities say so.
   *
   * @return the position that a report about it has to name
   */
  default String produceMalformed(int partition) throws Exception {
    throw new UnsupportedOperationException("this system has nothing malformed");
  }

  /**
   * What the system itself considers unacknowledged, in the order in which it was produced: what it
   * would deliver again to a receiver that starts now. The kit believes this and nothing else.
   */
  List<T> unacknowledged(int partition) throws Exception;

  /** Cuts every connection between the system and receivers, at once; new ones may be made. */
  default void sever() throws Exception {}

  /** Whether the system refuses new connections from now on. */
  default void refuse(boolean refuse) throws Exception {}

  /**
   * How many records receivers have taken out of the system so far, repeated ones counted again;
   * empty if it cannot tell, or if a client library may take some in advance. Shows a buffer that
   * nobody bounds.
   */
  default OptionalLong taken() throws Exception {
    return OptionalLong.empty();
  }

  /**
   * How many connections the system has with receivers now; empty if it cannot tell. Shows a source
   * that lives on after its session.
   */
  default OptionalInt connections() throws Exception {
    return OptionalInt.empty();
  }

  /**
   * The client of that partition stops to read its answers, or goes on; only where the capabilities
   * speak of answers. It sends on meanwhile. The law sends it 2,000 records: the buffers of the
   * connection have to be so small, on both sides, that their answers do not fit.
   */
  default void stopReading(int partition, boolean stop) throws Exception {
    throw new UnsupportedOperationException("nobody reads answers");
  }

  /**
   * The client of that partition sends a frame that is larger than the receiver takes, once, and
   * connects again if it is disconnected for it; only where the capabilities speak of a limit.
   */
  default void produceOversized(int partition) throws Exception {
    throw new UnsupportedOperationException("no frame is too large");
  }

  /**
   * How often the client of that partition has connected so far; only where the capabilities speak
   * of a limit of frames.
   */
  default int connects(int partition) throws Exception {
    throw new UnsupportedOperationException("nobody counts");
  }
}
