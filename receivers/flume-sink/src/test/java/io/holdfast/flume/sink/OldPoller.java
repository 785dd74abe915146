// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRemoteException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.ipc.Transceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;

/**
 * Polls as Spark's receiver did, with its own classes and an old Avro, in a JVM of its own. It
 * refuses a batch, acknowledges one too late, and takes the rest, and says so on its standard
 * output.
 */
final class OldPoller {
  private static final int BATCH = 50;
  private static final long LOOK_MILLIS = 20;

  private final SparkFlumeProtocol sink;
  private final PrintStream out;

  private OldPoller(SparkFlumeProtocol sink, PrintStream out) {
    this.sink = sink;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @param arguments the class of the transceiver, which moved between releases of Avro; the port
   *     of the sink; a file that is there when the late acknowledgement is to be sent; how many
   *     events there are
   */
  public static void main(String[] arguments) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    Transceiver transceiver =
        Class.forName(arguments[0])
            .asSubclass(Transceiver.class)
            .getConstructor(InetSocketAddress.class)
            .newInstance(address);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      new OldPoller(SpecificRequestor.getClient(SparkFlumeProtocol.class, transceiver), out)
          .run(Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      out.println("DONE");
    } catch (Exception e) {
      out.println("FAILED " + e);
    }
    Runtime.getRuntime().halt(0); // the threads of Netty would live on
  }

  private void run(Path late, int count) throws Exception {
    EventBatch refused = batch();
    sink.nack(refused.getSequenceNumber());
    out.println("NACKED " + refused.getEvents().size());

    EventBatch held = batch();
    out.println("HOLDING " + held.getEvents().size());
    while (!Files.exists(late)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    acknowledge(held);

    int stored = 0;
    while (stored < count) {
      stored += acknowledge(batch());
    }
  }

  private EventBatch batch() throws AvroRemoteException {
    EventBatch batch = sink.getEventBatch(BATCH);
    if (batch.getErrorMsg().length() > 0) {
      throw new IllegalStateException(batch.getErrorMsg().toString());
    }
    batch.getEvents().forEach(event -> out.println("RECEIVED " + text(event)));
    return batch;
  }

  /** Does what Spark's receiver did after it had stored a batch; returns how many events count. */
  private int acknowledge(EventBatch batch) throws AvroRemoteException {
    try {
      sink.ack(batch.getSequenceNumber());
    } catch (AvroRuntimeException e) {
      sink.nack(batch.getSequenceNumber());
      out.println("TOO LATE " + e.getMessage());
      return 0;
    }
    batch.getEvents().forEach(event -> out.println("STORED " + text(event)));
    return batch.getEvents().size();
  }

  private static String text(SparkSinkEvent event) {
    return StandardCharsets.UTF_8.decode(event.getBody().duplicate()).toString();
  }
}
