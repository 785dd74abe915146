// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one client, a request at a time, on one thread: that of its channel transaction, of which
 * it has one at most.
 */
final class Connection implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** A client that asks nothing for so long is thought lost; one that is not connects again. */
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** Within it a client has to send what it has begun, and to read an answer. */
  private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Old pollers ask again at once when there was no batch. */
  private static final long NO_BATCH_PAUSE_MILLIS = 500;

  private static final long PERMIT_MILLIS = 100;

  private final SinkService service;
  private final SinkFigures figures;
  private final Wire wire;
  private final Taking taking;
  private final Poll poll;
  private final Handshake handshake = new Handshake();

  /** What is not acknowledged yet, or null. */
  private OpenBatch batch;

  private String sequenceNumber;
  private long batchUntilNanos;

  /** Takes over a connection, which it closes if that fails. */
  Connection(SinkService service, SocketChannel channel) throws IOException {
    this.service = service;
    figures = service.figures;
    wire = new Wire(channel, REQUEST_NANOS);
    taking = new Taking(service.channel);
    poll = new Poll(service, taking, wire);
  }

  @Override
  public void run() {
    figures.incrementConnectionCreatedCount();
    try {
      serve();
    } catch (BadClientException e) {
      figures.incrementConnectionFailedCount();
      log.warn("Closed the connection from {}: {}", wire, e.getMessage());
    } catch (IOException e) {
      log.debug("The connection from {} is gone", wire, e); // as connections go
    } catch (RuntimeException | Error e) {
      figures.incrementConnectionFailedCount();
      log.error("Closed the connection from {}", wire, e);
    } finally {
      leave();
    }
  }

  private void leave() {
    try {
      if (batch != null) {
        figures.clientGone();
        log.info("Gave batch {} back: its client {} has not acknowledged it", sequenceNumber, wire);
        rollBack();
      }
    } catch (RuntimeException e) {
      log.error("The channel took batch {} of {} back with an error", sequenceNumber, wire, e);
    } finally {
      close();
    }
  }

  private void serve() throws IOException {
    while (true) {
      Frame frame = wire.frame(batch == null ? System.nanoTime() + IDLE_NANOS : batchUntilNanos);
      if (frame != null) {
        Request request = Request.read(frame, handshake);
        List<ByteBuffer> answer = answer(request);
        long until = batch == null ? System.nanoTime() + REQUEST_NANOS : batchUntilNanos;
        for (ByteBuffer part : answer) {
          wire.write(part, until);
        }
      } else if (batch != null) {
        expire();
      } else {
        return;
      }
    }
  }

  private List<ByteBuffer> answer(Request request) throws IOException {
    switch (request.message()) {
      case "":
        return Answers.ofHandshake(request);
      case SinkProtocol.GET_EVENT_BATCH:
        return getEventBatch(request);
      case SinkProtocol.ACK:
        return ack(request);
      case SinkProtocol.NACK:
        return nack(request);
      default:
        return Answers.failed(request, "no such message in SparkFlumeProtocol");
    }
  }

  private List<ByteBuffer> getEventBatch(Request request) throws IOException {
    String refusal;
    if (batch != null) {
      refusal = "batch " + sequenceNumber + " of this connection is to be acknowledged first";
    } else if (request.n() < 1) {
      refusal = "a batch of " + request.n() + " events cannot be had";
    } else {
      try {
        return take(request);
      } catch (ChannelFailedException e) {
        figures.incrementChannelReadFail();
        log.warn("No batch for {}", wire, e);
        refusal = e.getMessage();
      }
    }
    wire.pause(NO_BATCH_PAUSE_MILLIS);
    return Answers.noBatch(request, refusal);
  }

  private List<ByteBuffer> take(Request request) throws IOException, ChannelFailedException {
    acquirePermit();
    try {
      batch = poll.batch(request.n());
    } finally {
      if (batch == null) {
        service.permits.release();
      }
    }
    sequenceNumber = service.nextSequenceNumber();
    batchUntilNanos = System.nanoTime() + service.settings.timeoutNanos;
    return Answers.batch(request, sequenceNumber, batch.count(), batch.events());
  }

  private void acquirePermit() throws IOException {
    try {
      while (!service.permits.tryAcquire(PERMIT_MILLIS, TimeUnit.MILLISECONDS)) {
        wire.requireClient();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private List<ByteBuffer> ack(Request request) {
    if (!isOpen(request.sequenceNumber())) {
      figures.ackedLate();
      log.warn("{} acknowledged a batch that is not open", wire);
      return Answers.failed(
          request, "the batch is not open on this connection any more; its events may come again");
    }
    int count = batch.count();
    try {
      commit();
    } catch (ChannelFailedException e) {
      figures.incrementEventWriteFail();
      log.warn("Gave batch {} back: {} has acknowledged it", sequenceNumber, wire, e);
      return Answers.failed(request, e.getMessage() + "; its events come again");
    }
    figures.addToEventDrainSuccessCount(count);
    return Answers.done(request);
  }

  /** One that is not open is where it should be. */
  private List<ByteBuffer> nack(Request request) {
    if (isOpen(request.sequenceNumber())) {
      figures.nacked();
      log.info("{} refused batch {}", wire, sequenceNumber);
      rollBack();
    }
    return Answers.done(request);
  }

  private boolean isOpen(String number) {
    return batch != null && number.equals(sequenceNumber);
  }

  private void expire() {
    figures.timedOut();
    log.warn("Gave batch {} back: {} has not acknowledged it in time", sequenceNumber, wire);
    rollBack();
  }

  private void commit() throws ChannelFailedException {
    try {
      end().commit();
    } finally {
      service.permits.release();
    }
  }

  private void rollBack() {
    try {
      end().rollBack();
    } finally {
      service.permits.release();
    }
  }

  /** It ends once, whatever comes of that. */
  private OpenBatch end() {
    OpenBatch ended = batch;
    batch = null;
    return ended;
  }

  /** Lets it end soon; its batch goes back to the channel. Any thread. */
  void stop() {
    wire.stop();
  }

  /** Ends its wait for an event, which may be longer than that. Any thread. */
  void interruptTake() {
    taking.interrupt();
  }

  /** Closes what {@link #run} closes, where it is not called. */
  void close() {
    wire.close();
  }

  /** The client's address. */
  @Override
  public String toString() {
    return wire.toString();
  }
}
