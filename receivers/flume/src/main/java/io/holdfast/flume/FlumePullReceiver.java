// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordCodec;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Pulls events from sinks inside of Flume agents, at least once: a sink is told to forget events
 * only when they are durable in Spark. Otherwise it is told to keep them, or notices that the
 * connection is gone; it then gives them out again.
 *
 * <pre>{@code
 * FlumePullReceiver<FlumeEvent> receiver =
 *     FlumePullReceiver.builder().sink("agent-1", 4142).sink("agent-2", 4142).build();
 * JavaDStream<FlumeEvent> events = ReceiverStreams.create(jssc, receiver);
 * }</pre>
 *
 * <p>Speaks the protocol of the sink that Spark 2 had, with that one and with ours. A sink that
 * cannot be reached is tried again, with pauses that grow up to the back-off of the settings, and
 * does not disturb the others. Events of which it is not known whether their sink has forgotten
 * them may come twice; those are counted ({@code batches.ambiguous}).
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
public final class FlumePullReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;

  private final PullSettings pull;
  private final Delivery<T> delivery;

  private FlumePullReceiver(Builder builder, Delivery<T> delivery) {
    super(builder.settings);
    this.delivery = delivery;
    pull = new PullSettings(builder);
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Optional<RecordCodec<?>> codec() {
    return Optional.of(new FlumeEventCodec());
  }

  /** Opens a source that connects when it is started. */
  @Override
  protected Source<T> open(SourceContext context) {
    return open(context, System::nanoTime);
  }

  /** As {@link #open(SourceContext)}, with the time as a test wants it. */
  Source<T> open(SourceContext context, LongSupplier nanoTime) {
    return new FlumePullSource<>(pull, settings().drainTimeout(), delivery, context, nanoTime);
  }

  /** Which sinks it pulls from. */
  @Override
  public String toString() {
    return "FlumePullReceiver from " + pull;
  }

  /** Collects what a receiver needs; {@link #build} checks it. */
  public static final class Builder {
    private static final int MAX_PORT = 65_535;

    final List<SinkAddress> sinks = new ArrayList<>();
    int connectionsPerSink = 1;
    int maxBatchEvents = 1_000;
    int maxFrameBytes = 32 << 20;
    Duration answerTimeout = Duration.ofSeconds(20);
    Duration sinkTimeout = Duration.ofSeconds(60);
    ReceiverSettings settings = ReceiverSettings.defaults();
    private String originHeader = "origin";
    private String numberHeader = "number";

    private Builder() {}

    /** Adds a sink to pull from; at least one is required. Its name is resolved at each try. */
    public Builder sink(String host, int port) {
      sinks.add(new SinkAddress(Objects.requireNonNull(host, "host"), port));
      return this;
    }

    /**
     * How many connections, each with a thread of its own, to each sink. Default 1; 1 to 64. With
     * one, the events of a sink come in their order; with more, more can be under way. Spark's old
     * sink serves fewer than twice the cores of its machine, and than its {@code threads}.
     */
    public Builder connectionsPerSink(int connections) {
      connectionsPerSink = connections;
      return this;
    }

    /**
     * How many events to ask for at once. Default 1,000; 1 to 100,000. If the channel behind a sink
     * has a smaller {@code transactionCapacity}, the receiver finds out what it gives.
     */
    public Builder maxBatchEvents(int events) {
      maxBatchEvents = events;
      return this;
    }

    /**
     * The largest answer, in bytes. Default 32 MiB; 1 KiB to 1 GiB. A larger one closes its
     * connection, and the sink gives the same again, for ever: choose it larger than {@code
     * maxBatchEvents} events. Each connection may hold that much.
     */
    public Builder maxFrameBytes(int bytes) {
      maxFrameBytes = bytes;
      return this;
    }

    /**
     * How long anything but the wait for events may take: to connect, to be answered when it is
     * told what became of events, to get the rest of an answer that has begun. Default 20 s; 100 ms
     * to 10 min.
     */
    public Builder answerTimeout(Duration timeout) {
      answerTimeout = Objects.requireNonNull(timeout, "answerTimeout");
      return this;
    }

    /**
     * How long a sink waits until it is told what became of events: its {@code timeout}, of which
     * the shortest if they differ. Default 60 s, as the sinks'; 1 s to 1 h. What takes longer comes
     * again. The patience of the settings has to be less.
     */
    public Builder sinkTimeout(Duration timeout) {
      sinkTimeout = Objects.requireNonNull(timeout, "sinkTimeout");
      return this;
    }

    /**
     * The headers that {@link #buildPositioned} makes positions of. Defaults {@code origin} and
     * {@code number}.
     *
     * @param origin the header that names one numbering
     * @param number the header with the event's number there, from 0
     */
    public Builder positionHeaders(String origin, String number) {
      originHeader = Objects.requireNonNull(origin, "origin");
      numberHeader = Objects.requireNonNull(number, "number");
      return this;
    }

    /** The settings that every receiver has. Default {@link ReceiverSettings#defaults}. */
    public Builder settings(ReceiverSettings settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Builds the receiver. Does not connect.
     *
     * @throws IllegalArgumentException if something is missing or out of its range; the message
     *     says what to do
     */
    public FlumePullReceiver<FlumeEvent> build() {
      check();
      return new FlumePullReceiver<>(this, new PlainDelivery());
    }

    /**
     * Builds a receiver, as {@link #build} does, that delivers each event with the position that
     * two of its headers give, for a sink that counts each event once. The numbers of an origin are
     * to grow from event to event, and never to be used twice; where they begin anew, the origin
     * has to change. An event without such headers is poison.
     */
    public FlumePullReceiver<Positioned<FlumeEvent>> buildPositioned() {
      check();
      return new FlumePullReceiver<>(this, new PositionedDelivery(originHeader, numberHeader));
    }

    private void check() {
      Checks.check(!sinks.isEmpty(), "there is no sink: name one, with its host and its port");
      List<SinkAddress> seen = new ArrayList<>();
      for (SinkAddress sink : sinks) {
        Checks.check(!sink.host().isBlank(), "the host of a sink is empty: name one");
        Checks.inRange("the port of " + sink.host(), sink.port(), 1, MAX_PORT, "");
        Checks.check(
            !seen.contains(sink),
            "the sink %s is there twice: name it once, and set connectionsPerSink".formatted(sink));
        seen.add(sink);
      }
      Checks.inRange("connectionsPerSink", connectionsPerSink, 1, 64, "");
      Checks.inRange("maxBatchEvents", maxBatchEvents, 1, 100_000, "");
      Checks.inRange("maxFrameBytes", maxFrameBytes, 1 << 10, 1 << 30, " bytes");
      Checks.inRange("answerTimeout", answerTimeout.toMillis(), 100, 600_000, " ms");
      Checks.inRange("sinkTimeout", sinkTimeout.toMillis(), 1_000, 3_600_000, " ms");
      Checks.check(
          settings.patience().compareTo(sinkTimeout) < 0,
          "the patience of the settings, %,d ms, is not less than the sinkTimeout, %,d ms: a sink would send again what still waits for room"
              .formatted(settings.patience().toMillis(), sinkTimeout.toMillis()));
    }
  }
}
