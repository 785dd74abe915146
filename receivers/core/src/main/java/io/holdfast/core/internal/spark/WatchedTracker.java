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
 * The way of a supervisor to the driver, with a crash point before the driver is told of a block.
 * For tests only: without a crash plan no supervisor gets one.
 */
final class WatchedTracker extends RpcEndpointRef {
  private static final long serialVersionUID = 1L;
  private static final String FIELD = "trackerEndpoint";

  private final RpcEndpointRef tracker;

  private WatchedTracker(RpcEndpointRef tracker) {
    super(SparkEnv.get().conf());
    this.tracker = tracker;
  }

  /**
   * Puts itself between Spark's own supervisor and the driver, once, if a test watches the crash
   * points.
   */
  static void watch(ReceiverSupervisor supervisor) {
    if (!CrashPoints.areWatched() || !(supervisor instanceof ReceiverSupervisorImpl)) {
      return;
    }
    try {
      Field field = ReceiverSupervisorImpl.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      RpcEndpointRef tracker = (RpcEndpointRef) field.get(supervisor);
      if (!(tracker instanceof WatchedTracker)) {
        field.set(supervisor, new WatchedTracker(tracker));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Spark has no " + FIELD + " to be watched", e);
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
    if (message instanceof AddBlock) {
      CrashPoints.reach(CrashPoint.AFTER_LOG);
    }
    return tracker.ask(message, timeout, type);
  }
}
