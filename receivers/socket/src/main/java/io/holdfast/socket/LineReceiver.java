// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static io.holdfast.socket.Checks.check;
import static io.holdfast.socket.Checks.inRange;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to a server and reads lines, as Spark's {@code socketTextStream} does, and says what
 * that is worth: <em>at most once</em>. A server of lines forgets what it has sent, and nobody can
 * ask it again. What is lost:
 *
 * <ul>
 *   <li>when the receiver's executor dies, what it had received and Spark had not made durable, and
 *       what was on its way in the buffers of the connection;
 *   <li>at a stop, and at a break of the connection, what was on its way;
 *   <li>while nobody is connected, what the server sends to nobody.
 * </ul>
 *
 * <p>What was received is stored before anything that this receiver can help ends a session: a
 * stop, the end of the connection, poison. A block that Spark does not take is tried again. Nothing
 * comes twice by this receiver's doing, but a block whose store failed ambiguously.
 *
 * <pre>{@code
 * LineReceiver<String> receiver = LineReceiver.strings("localhost", 9999).build();
 * JavaDStream<String> lines = ReceiverStreams.create(jssc, receiver);
 * }</pre>
 *
 * <p>A line ends with LF or CRLF. However the connection ends or cannot be made, it is made anew
 * after a growing pause, as the settings have it. While there is no room, nothing is read, and the
 * server is held up.
 *
 * <p>Immutable, and serializable by Java and by Kryo.
 *
 * @param <T> the type of the records
 */
public final class LineReceiver<T> extends ReliableReceiver<T> {
  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(LineReceiver.class);

  private final LineConnector connector;
  private final LineFormat<T> format;

  private LineReceiver(Builder<T> builder) {
    super(builder.settings);
    connector =
        new LineConnector(
            builder.host, builder.port, builder.connectTimeout, builder.readTimeout, builder.tls);
    format =
        new LineFormat<>(
            builder.charset,
            builder.maxLineBytes,
            builder.longLines,
            builder.unfinishedLine,
            builder.decoder);
  }

  /** A receiver of the lines of this server as text. */
  public static Builder<String> strings(String host, int port) {
    return builder(host, port, new TextLines());
  }

  /** A receiver of what the decoder makes of each line of this server. */
  public static <T> Builder<T> builder(String host, int port, LineDecoder<T> decoder) {
    return new Builder<>(host, port, decoder);
  }

  /** {@link Replay#NONE}: what the server has sent it will not send again. */
  @Override
  protected Replay replay() {
    return Replay.NONE;
  }

  @Override
  protected Source<T> open(SourceContext context) throws Exception {
    Socket socket = connector.connect();
    log.warn(
        "Stream {}: connected to {}; at most once: lines that are not durable when this receiver"
            + " dies are lost, and those that come while it is not connected",
        context.streamId(),
        connector);
    return new LineSource<>(
        SocketReader.start(socket, connector.toString()),
        connector.toString(),
        format,
        context,
        settings().poison());
  }

  @Override
  public String toString() {
    return "LineReceiver of " + connector;
  }

  /**
   * Collects what a receiver needs; {@link #build} checks it.
   *
   * @param <T> the type of the records
   */
  public static final class Builder<T> {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_LINE_BYTES = 64 << 20;

    private final String host;
    private final int port;
    private final LineDecoder<T> decoder;
    private Charset charset = StandardCharsets.UTF_8;
    private int maxLineBytes = 1 << 20;
    private LongLinePolicy longLines = LongLinePolicy.POISON;
    private UnfinishedLinePolicy unfinishedLine = UnfinishedLinePolicy.DISCARD;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ZERO;
    private Tls tls;
    private ReceiverSettings settings = ReceiverSettings.defaults();

    private Builder(String host, int port, LineDecoder<T> decoder) {
      this.host = Objects.requireNonNull(host, "host");
      this.port = port;
      this.decoder = Objects.requireNonNull(decoder, "decoder");
    }

    /**
     * What the lines are written in. Default UTF-8. A line that is not valid in it is poison. One
     * in which a line feed is anything but the byte 10, such as UTF-16, is refused.
     */
    public Builder<T> charset(Charset charset) {
      this.charset = Objects.requireNonNull(charset, "charset");
      return this;
    }

    /**
     * How many bytes a line may have, and what becomes of longer ones. Default 1 MiB; 1 to 64 MiB.
     */
    public Builder<T> maxLineBytes(int bytes) {
      this.maxLineBytes = bytes;
      return this;
    }

    /** What becomes of a line that is too long. Default {@link LongLinePolicy#POISON}. */
    public Builder<T> longLines(LongLinePolicy policy) {
      this.longLines = Objects.requireNonNull(policy, "longLines");
      return this;
    }

    /**
     * What becomes of a last line without its end. Default {@link UnfinishedLinePolicy#DISCARD}.
     */
    public Builder<T> unfinishedLine(UnfinishedLinePolicy policy) {
      this.unfinishedLine = Objects.requireNonNull(policy, "unfinishedLine");
      return this;
    }

    /**
     * How long each address of the host may take to connect, and to agree on TLS. Default 10 s; 1
     * ms to 1 min.
     */
    public Builder<T> connectTimeout(Duration timeout) {
      this.connectTimeout = Objects.requireNonNull(timeout, "connectTimeout");
      return this;
    }

    /**
     * Connects anew when nothing came for so long: for a server that is known to send something now
     * and then. Default zero, which is no bound; else 1 ms to 1 day. Without it a server that is
     * gone without a word is noticed by TCP's keep-alive, on Linux after two hours.
     */
    public Builder<T> readTimeout(Duration timeout) {
      this.readTimeout = Objects.requireNonNull(timeout, "readTimeout");
      return this;
    }

    /** Speaks TLS; the server's certificate has to name the host. Default: plain TCP. */
    public Builder<T> tls(Tls tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /** The settings that every receiver has. Default {@link ReceiverSettings#defaults}. */
    public Builder<T> settings(ReceiverSettings settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Builds the receiver. Does not connect.
     *
     * @throws IllegalArgumentException if something is out of its range; the message says what
     */
    public LineReceiver<T> build() {
      check(!host.isBlank(), "host is empty: name the server of the lines");
      check(port >= 1 && port <= MAX_PORT, "port %d is not between 1 and 65535".formatted(port));
      check(
          Arrays.equals("\n".getBytes(charset), new byte[] {'\n'}),
          "charset %s does not write a line feed as the byte 10, by which lines are told apart"
              .formatted(charset.name()));
      check(
          maxLineBytes >= 1 && maxLineBytes <= MAX_LINE_BYTES,
          "maxLineBytes %,d is not between 1 and %,d".formatted(maxLineBytes, MAX_LINE_BYTES));
      inRange("connectTimeout", connectTimeout, 1, 60_000);
      if (!readTimeout.isZero()) {
        inRange("readTimeout", readTimeout, 1, Duration.ofDays(1).toMillis());
      }
      return new LineReceiver<>(this);
    }
  }
}
