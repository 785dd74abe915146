// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static io.holdfast.socket.Checks.check;
import static io.holdfast.socket.Checks.inRange;

import io.holdfast.core.Positioned;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A server of RELP, the protocol by which rsyslog sends messages and asks for an answer to each: at
 * least once. A message is answered with {@code 200 OK} only when it is durable in Spark, in the
 * order of its connection. What cannot be stored is not answered, and its connection closed: the
 * sender connects anew and sends it again.
 *
 * <pre>{@code
 * RelpReceiver<String> receiver = RelpReceiver.strings().port(20514).build();
 * JavaDStream<String> messages = ReceiverStreams.create(jssc, receiver);
 * }</pre>
 *
 * <p>It listens where Spark runs it, and says where in its log and in the figure {@code
 * source.port}. The order of a connection is kept. A sender repeats what it has no answer for when
 * it connects anew, and even what it was answered if it has not read that: at most its window for
 * each connection that breaks. A sender that is restarted can lose what it had under way; only a
 * queue on its disk keeps that.
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
public final class RelpReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;

  /** How long clients may take to read their last answers, at a stop. */
  private static final long CLOSE_MILLIS = 1_000;

  private final RelpAddress address;
  private final RelpLimits limits;
  private final long quietNanos;

  /** Null for none. */
  private final Tls tls;

  /** Null for all whom the authorities know. */
  private final PermittedPeers permittedPeers;

  private final MessageDelivery<T> delivery;

  private RelpReceiver(Builder<?> builder, MessageDelivery<T> delivery) {
    super(builder.settings);
    this.delivery = delivery;
    address = new RelpAddress(builder.host, builder.firstPort, builder.lastPort);
    limits = new RelpLimits(builder);
    quietNanos = builder.quietTime.toNanos();
    tls = builder.tls;
    permittedPeers =
        builder.permittedPeers.isEmpty() ? null : new PermittedPeers(builder.permittedPeers);
  }

  /** A receiver of the messages as text. A message that is not valid UTF-8 is poison. */
  public static Builder<String> strings() {
    return builder(new TextMessages());
  }

  /** A receiver of what the decoder makes of each message. */
  public static <T> Builder<T> builder(MessageDecoder<T> decoder) {
    return new Builder<>(decoder);
  }

  @Override
  protected Source<T> open(SourceContext context) throws IOException {
    return new RelpSource<>(
        address,
        limits,
        Duration.ofNanos(quietNanos),
        tls == null ? null : ServerTls.of(tls),
        permittedPeers,
        delivery,
        context,
        Math.min(CLOSE_MILLIS, settings().drainTimeout().toMillis() * 3 / 4));
  }

  @Override
  public String toString() {
    return "RelpReceiver at " + address;
  }

  /**
   * Collects what a receiver needs; {@link #build} checks it.
   *
   * @param <T> the type of the records
   */
  public static final class Builder<T> {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final MessageDecoder<T> decoder;
    private String host = "0.0.0.0";
    private int firstPort = -1;
    private int lastPort = -1;
    int maxConnections = 1_000;
    int maxMessageBytes = 128 << 10;
    LargeMessagePolicy largeMessages = LargeMessagePolicy.TRUNCATE;
    int maxUnansweredMessages = 100_000;
    long maxUnansweredBytes = 32L << 20;
    long maxBufferedBytes = 32L << 20;
    Duration handshakeTimeout = Duration.ofSeconds(10);
    Duration frameTimeout = Duration.ofSeconds(30);
    Duration writeTimeout = Duration.ofSeconds(60);
    private Duration quietTime = Duration.ofMillis(5);
    int sendBufferBytes;
    private Tls tls;
    private final List<String> permittedPeers = new ArrayList<>();
    ReceiverSettings settings = ReceiverSettings.defaults();

    private Builder(MessageDecoder<T> decoder) {
      this.decoder = Objects.requireNonNull(decoder, "decoder");
    }

    /** The address to listen at. Default 0.0.0.0, which is every one. */
    public Builder<T> bind(String host) {
      this.host = Objects.requireNonNull(host, "bind");
      return this;
    }

    /**
     * The port to listen at; 0 for any that is free. Either a port or {@link #ports} is required.
     */
    public Builder<T> port(int port) {
      return ports(port, port);
    }

    /** Listens at the first free port of these: for several receivers on a machine. */
    public Builder<T> ports(int first, int last) {
      this.firstPort = first;
      this.lastPort = last;
      return this;
    }

    /** How many connections there may be; others are closed at once. Default 1,000; at least 1. */
    public Builder<T> maxConnections(int connections) {
      this.maxConnections = connections;
      return this;
    }

    /** How many bytes a message may have. Default 128 KiB, as librelp's; 1 KiB to 64 MiB. */
    public Builder<T> maxMessageBytes(int bytes) {
      this.maxMessageBytes = bytes;
      return this;
    }

    /** What becomes of a larger one. Default {@link LargeMessagePolicy#TRUNCATE}. */
    public Builder<T> largeMessages(LargeMessagePolicy policy) {
      this.largeMessages = Objects.requireNonNull(policy, "largeMessages");
      return this;
    }

    /**
     * How many messages of a connection, and bytes of them, may have no answer, because they are
     * not durable yet or the client does not read; then it is not read from. Default 100,000 and 32
     * MiB; at least 1. A client that sends more than that before it reads an answer is never
     * answered.
     */
    public Builder<T> maxUnanswered(int messages, long bytes) {
      this.maxUnansweredMessages = messages;
      this.maxUnansweredBytes = bytes;
      return this;
    }

    /**
     * How many bytes of messages all connections together may hold that have not found their way
     * into the in-flight budget of the settings; then others wait for their turn before anything is
     * allocated for them. Default 32 MiB; at least {@code maxMessageBytes}. Beside it a connection
     * holds what it was read at once, 64 KiB at most.
     */
    public Builder<T> maxBufferedBytes(long bytes) {
      this.maxBufferedBytes = bytes;
      return this;
    }

    /** How long a client may take to open a session. Default 10 s; 10 ms to 10 min. */
    public Builder<T> handshakeTimeout(Duration timeout) {
      this.handshakeTimeout = Objects.requireNonNull(timeout, "handshakeTimeout");
      return this;
    }

    /**
     * How long a client may take to send a frame once it has begun, as long as it is read from;
     * then it is disconnected. Default 30 s; 100 ms to 10 min. A client that has nothing to send
     * keeps its connection.
     */
    public Builder<T> frameTimeout(Duration timeout) {
      this.frameTimeout = Objects.requireNonNull(timeout, "frameTimeout");
      return this;
    }

    /**
     * How long a client may read none of its answers when so many are unanswered that it is not
     * read from either; then it is disconnected. Default 60 s; 100 ms to 10 min.
     */
    public Builder<T> writeTimeout(Duration timeout) {
      this.writeTimeout = Objects.requireNonNull(timeout, "writeTimeout");
      return this;
    }

    /**
     * Once nothing has come for so long, what has come is stored at once and not at the age of its
     * block. Default 5 ms; 1 ms to 10 s. It bounds how long a client with a small window waits.
     */
    public Builder<T> quietTime(Duration time) {
      this.quietTime = Objects.requireNonNull(time, "quietTime");
      return this;
    }

    /** For tests: so small that unread answers fill it. */
    Builder<T> sendBufferBytes(int bytes) {
      this.sendBufferBytes = bytes;
      return this;
    }

    /**
     * Speaks TLS, from the first byte, with the certificate that {@code tls} shows. If it names
     * authorities, clients have to show a certificate of theirs. Default: plain TCP.
     */
    public Builder<T> tls(Tls tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /**
     * Who may send, of those whose certificates the authorities of {@link #tls} have issued. Each
     * is a name for which the certificate is, or its common name, in which a {@code *} may stand
     * for one whole label ({@code *.example.org}), or a fingerprint of it ({@code SHA256:} or
     * {@code SHA1:} and its bytes in hexadecimal with colons between). Default: all of them.
     */
    public Builder<T> permittedPeers(String... peers) {
      permittedPeers.clear();
      permittedPeers.addAll(Arrays.asList(peers));
      return this;
    }

    /** The settings that every receiver has. Default {@link ReceiverSettings#defaults}. */
    public Builder<T> settings(ReceiverSettings settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Builds the receiver. Does not listen yet.
     *
     * @throws IllegalArgumentException if something is missing or out of its range; the message
     *     says what
     */
    public RelpReceiver<T> build() {
      checkAll();
      return new RelpReceiver<>(this, new PlainMessages<>(decoder));
    }

    /**
     * Builds a receiver, as {@link #build} does, that delivers each record with the position that
     * stands in its message: what totals that are exactly right are made of.
     *
     * @throws IllegalArgumentException likewise
     */
    public RelpReceiver<Positioned<T>> buildPositioned(MessageNumbering numbering) {
      Objects.requireNonNull(numbering, "numbering");
      checkAll();
      return new RelpReceiver<>(this, new NumberedMessages<>(decoder, numbering));
    }

    private void checkAll() {
      check(firstPort >= 0, "port is missing: name the port to listen at, or ports, or 0 for any");
      check(
          lastPort >= firstPort && lastPort <= MAX_PORT,
          "ports %d to %d are none".formatted(firstPort, lastPort));
      check(maxConnections >= 1, "maxConnections %d is less than 1".formatted(maxConnections));
      check(
          maxMessageBytes >= 1024 && maxMessageBytes <= MAX_MESSAGE_BYTES,
          "maxMessageBytes %,d is not between 1,024 and %,d"
              .formatted(maxMessageBytes, MAX_MESSAGE_BYTES));
      check(
          maxUnansweredMessages >= 1 && maxUnansweredBytes >= 1,
          "maxUnanswered %d messages and %d bytes: less than 1"
              .formatted(maxUnansweredMessages, maxUnansweredBytes));
      check(
          maxBufferedBytes >= maxMessageBytes,
          "maxBufferedBytes %,d is less than maxMessageBytes %,d: one message has to fit"
              .formatted(maxBufferedBytes, maxMessageBytes));
      inRange("handshakeTimeout", handshakeTimeout, 10, 600_000);
      inRange("frameTimeout", frameTimeout, 100, 600_000);
      inRange("writeTimeout", writeTimeout, 100, 600_000);
      inRange("quietTime", quietTime, 1, 10_000);
      check(
          tls == null || tls.certificates() != null,
          "tls shows no certificate, and a server needs one: call showing");
      check(
          permittedPeers.isEmpty() || (tls != null && tls.authorities() != null),
          "permittedPeers needs certificates of clients: set tls, and call its trusting");
    }
  }
}
