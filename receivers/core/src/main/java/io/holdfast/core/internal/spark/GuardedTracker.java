// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.spark;

import io.holdfast.core.internal.CrashPoint;
import io.holdfast.core.internal.CrashPoints;
import java.lang.reflect.Field;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.streaming.receiver.ReceiverSupervisor;
import org.apache.spark.streaming.receiver.ReceiverSupervisorImpl;
import org.apache.spark.streaming.scheduler.AddBlock;
import scala.concurrent.Future;
import scala.reflect.ClassTag;

/**
 * The way of a supervisor to the driver, with what must be so before the driver is told of a block:
 * it has the copies that the job demands. A block that the driver knows is in a batch, and the
 * batch fails if the one executor that has it dies before it runs. For tests there is a crash
 * point, too.
 */
final class GuardedTracker extends RpcEndpointRef {
  private static final long serialVersionUID = 1L;
  private static final String FIELD = "trackerEndpoint";

  private final RpcEndpointRef tracker;
  private final transient Replicas replicas;

  private GuardedTracker(RpcEndpointRef tracker, Replicas replicas) {
    super(SparkEnv.get().conf());
    this.tracker = tracker;
    this.replicas = replicas;
  }

  /**
   * Puts itself between Spark's own supervisor and the driver, once, if the job demands copies or a
   * test watches the crash points.
   */
  static void guard(ReceiverSupervisor supervisor, Replicas replicas) {
    boolean needed = replicas.areDemanded() || CrashPoints.areWatched();
    if (!needed || !(supervisor instanceof ReceiverSupervisorImpl)) {
      return;
    }
    try {
      Field field = ReceiverSupervisorImpl.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      RpcEndpointRef tracker = (RpcEndpointRef) field.get(supervisor);
      if (!(tracker instanceof GuardedTracker)) {
        field.set(supervisor, new GuardedTracker(tracker, replicas));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Spark has no " + FIELD + " to be guarded", e);
    }
  }

  @Override
  public RpcAddress address() {
    return tracker.address();
  }

  @Override
  public String name() {
    return tracker.name();
  }

  @Override
  public void send(Object message) {
    tracker.send(message);
  }

  @Override
  public <T> Future<T> ask(Object message, RpcTimeout timeout, ClassTag<T> type) {
    if (message instanceof AddBlock add) {
      CrashPoints.reach(CrashPoint.AFTER_LOG);
      replicas.require(add.receivedBlockInfo().blockId());
    }
    return tracker.ask(message, timeout, type);
  }
}
