// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordCodec;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import scala.Option;

/**
 * Listens for the avro sinks of Flume agents, at least once: a batch is answered OK only when it is
 * durable in Spark. Otherwise it is answered FAILED, or not at all; the agent then keeps it in its
 * channel, and sends it again.
 *
 * <pre>{@code
 * FlumePushReceiver<FlumeEvent> receiver =
 *     FlumePushReceiver.builder().host("collector-1").port(4141).build();
 * JavaDStream<FlumeEvent> events = ReceiverStreams.create(jssc, receiver);
 * }</pre>
 *
 * <p>The order of a connection is kept. A batch that could not be made durable in time may have
 * been stored all the same, and then comes twice; those are counted ({@code batches.ambiguous}).
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
public final class FlumePushReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;

  private final PushSettings push;
  private final Delivery<T> delivery;
  private final BindListener listener;

  private FlumePushReceiver(Builder builder, Delivery<T> delivery) {
    super(builder.settings);
    this.delivery = delivery;
    push = new PushSettings(builder);
    listener = builder.listener;
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Optional<RecordCodec<?>> codec() {
    return Optional.of(new FlumeEventCodec());
  }

  /** Opens a source that binds when it is started. */
  @Override
  protected Source<T> open(SourceContext context) {
    return new FlumePushSource<>(
        push, settings().patience(), settings().drainTimeout(), delivery, listener, context);
  }

  /** The host it was told to listen on, unless that is every machine's. */
  @Override
  public Option<String> preferredLocation() {
    return Builder.ON_EVERY_MACHINE.contains(push.host) ? Option.empty() : Option.apply(push.host);
  }

  /** Where it listens. */
  @Override
  public String toString() {
    return "FlumePushReceiver on " + push;
  }

  /** Collects what a receiver needs; {@link #build} checks it. */
  public static final class Builder {
    private static final Set<String> ON_EVERY_MACHINE =
        Set.of("0.0.0.0", "::", "localhost", "127.0.0.1", "::1");
    private static final int MAX_PORT = 65_535;

    String host = "0.0.0.0";
    int firstPort = -1;
    int lastPort = -1;
    int ioThreads = 2;
    int maxConnections = 1_000;
    int maxFrameBytes = 32 << 20;
    long maxBufferedBytes = 128L << 20;
    int maxBatchEvents = 100_000;
    Duration frameTimeout = Duration.ofSeconds(20);
    boolean deflate;
    TlsSettings tls;
    private Duration agentTimeout = Duration.ofSeconds(20);
    private String originHeader = "origin";
    private String numberHeader = "number";
    private BindListener listener = new NoListener();
    private ReceiverSettings settings = ReceiverSettings.defaults();

    private Builder() {}

    /**
     * The name or address to listen on. Default {@code 0.0.0.0}, all of whichever machine Spark
     * chooses. With a name, Spark is asked to place the receiver there, and as long as it is
     * elsewhere nothing can be bound, which is reported and tried again.
     */
    public Builder host(String host) {
      this.host = Objects.requireNonNull(host, "host");
      return this;
    }

    /** The port to listen on, 0 for any that is free. A port or a range is required. */
    public Builder port(int port) {
      return ports(port, port);
    }

    /** Listens on the first port of a range that is free; both ends belong to it. */
    public Builder ports(int first, int last) {
      firstPort = first;
      lastPort = last;
      return this;
    }

    /** Is told where the receiver listens. Default: the log and the gauge {@code port} only. */
    public Builder onBind(BindListener listener) {
      this.listener = Objects.requireNonNull(listener, "onBind");
      return this;
    }

    /**
     * How long an agent waits for an answer: the smaller of its sink's {@code connect-timeout} and
     * {@code request-timeout}. Default 20 s, as Flume's. The patience of the settings, within which
     * each batch is answered, has to be less.
     */
    public Builder agentTimeout(Duration timeout) {
      agentTimeout = Objects.requireNonNull(timeout, "agentTimeout");
      return this;
    }

    /** Whether agents compress, with {@code compression-type = deflate}: all do, or none. */
    public Builder deflate(boolean deflate) {
      this.deflate = deflate;
      return this;
    }

    /**
     * Speaks TLS, with agents that have {@code ssl = true}. Default: without. Together with {@link
     * #deflate} it is for agents up to Flume 1.9: later ones compress what TLS has made.
     */
    public Builder tls(TlsSettings tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /**
     * The largest request, in bytes before compression. Default 32 MiB; 1 KiB to 1 GiB. A larger
     * one closes its connection, and the agent sends it again, for ever: choose it larger than the
     * agents' batches.
     */
    public Builder maxFrameBytes(int bytes) {
      maxFrameBytes = bytes;
      return this;
    }

    /**
     * Bounds the bytes of requests that are not answered yet, over all connections; who finds no
     * room is not read from. Default 128 MiB; at least {@code maxFrameBytes}. One frame more may be
     * in memory.
     */
    public Builder maxBufferedBytes(long bytes) {
      maxBufferedBytes = bytes;
      return this;
    }

    /** The largest batch, in events. Default 100,000; at least 1. As {@link #maxFrameBytes}. */
    public Builder maxBatchEvents(int events) {
      maxBatchEvents = events;
      return this;
    }

    /** How many connections may be open; one more is closed at once. Default 1,000; at least 1. */
    public Builder maxConnections(int connections) {
      maxConnections = connections;
      return this;
    }

    /**
     * How long a client may take to send a request once it has begun, or, on a new connection, to
     * begin; then its connection is closed. Default 20 s; 100 ms to 10 min. An agent that has
     * nothing to send keeps its connection.
     */
    public Builder frameTimeout(Duration timeout) {
      frameTimeout = Objects.requireNonNull(timeout, "frameTimeout");
      return this;
    }

    /** How many threads serve connections. Default 2; 1 to 64. */
    public Builder ioThreads(int threads) {
      ioThreads = threads;
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
     * Builds the receiver. Does not bind.
     *
     * @throws IllegalArgumentException if something is missing or out of its range; the message
     *     says what to do
     */
    public FlumePushReceiver<FlumeEvent> build() {
      check();
      return new FlumePushReceiver<>(this, new PlainDelivery());
    }

    /**
     * Builds a receiver, as {@link #build} does, that delivers each event with the position that
     * two of its headers give, for a sink that counts each event once. The numbers of an origin are
     * to grow from event to event, and never to be used twice; where they begin anew, the origin
     * has to change. An event without such headers is poison.
     */
    public FlumePushReceiver<Positioned<FlumeEvent>> buildPositioned() {
      check();
      return new FlumePushReceiver<>(this, new PositionedDelivery(originHeader, numberHeader));
    }

    private void check() {
      Checks.check(
          !host.isBlank(), "host is empty: name one, or leave it out to listen on all of them");
      Checks.check(
          firstPort != -1 || lastPort != -1,
          "port is missing: give one, 0 for any that is free, or a range with ports");
      Checks.inRange("port", firstPort, 0, MAX_PORT, "");
      Checks.inRange("port", lastPort, 0, MAX_PORT, "");
      Checks.check(
          firstPort <= lastPort,
          "the ports %d to %d are no range: give the smaller one first"
              .formatted(firstPort, lastPort));
      Checks.check(
          firstPort == lastPort || firstPort > 0,
          "the ports %d to %d begin with 0, which stands for any port: give 0 alone, or begin with 1"
              .formatted(firstPort, lastPort));
      Checks.inRange("ioThreads", ioThreads, 1, 64, "");
      Checks.inRange("maxConnections", maxConnections, 1, Integer.MAX_VALUE, "");
      Checks.inRange("maxFrameBytes", maxFrameBytes, 1 << 10, 1 << 30, " bytes");
      Checks.inRange("maxBatchEvents", maxBatchEvents, 1, Integer.MAX_VALUE, "");
      Checks.inRange("frameTimeout", frameTimeout.toMillis(), 100, 600_000, " ms");
      Checks.check(
          maxBufferedBytes >= maxFrameBytes,
          "maxBufferedBytes %,d is less than maxFrameBytes %,d: one request has to fit"
              .formatted(maxBufferedBytes, maxFrameBytes));
      Checks.check(
          settings.patience().compareTo(agentTimeout) < 0,
          "the patience of the settings, %,d ms, is not less than the agentTimeout, %,d ms: an agent would give up before its answer, and send again what is stored"
              .formatted(settings.patience().toMillis(), agentTimeout.toMillis()));
    }
  }
}
