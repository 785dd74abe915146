// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume.sink;

import org.apache.flume.Context;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that sends nothing by itself: receivers poll it, in the protocol of the sink that came
 * with Spark up to 2.4. An event leaves the channel when its receiver has acknowledged it, and the
 * acknowledgement is answered when the channel has committed that. A batch goes back to the channel
 * when it is refused, when its client goes away, and when it is not acknowledged in time.
 *
 * <p>The agent's configuration names it by this class; the keys are in the module's README. Flume
 * calls its methods; clients have threads of their own, which end in {@link #stop}.
 */
public final class HoldfastSink extends AbstractSink implements Configurable {
  private static final Logger log = LoggerFactory.getLogger(HoldfastSink.class);

  private SinkSettings settings;
  private SinkFigures figures;
  private SinkServer server;

  /**
   * Takes over what the agent's configuration says, for the next start.
   *
   * @throws ConfigurationException if something is missing or out of its range; the message says
   *     what to change
   */
  @Override
  public void configure(Context context) {
    settings = SinkSettings.of(context);
    if (figures == null) {
      figures = new SinkFigures(getName());
    }
  }

  /**
   * Listens. Does not block.
   *
   * @throws org.apache.flume.FlumeException if it cannot; Flume tries again
   */
  @Override
  public synchronized void start() {
    figures.start();
    server = SinkServer.start(getName(), new SinkService(settings, figures, getChannel()));
    log.info("{} listens on {}:{}", getName(), settings.host, server.port());
    super.start();
  }

  /**
   * Nothing is done here: clients are served by threads of their own.
   *
   * @throws EventDeliveryException if there are none any more
   */
  @Override
  public synchronized Status process() throws EventDeliveryException {
    if (server != null && !server.isAlive()) {
      throw new EventDeliveryException(getName() + " does not listen any more; restart the agent");
    }
    return Status.BACKOFF;
  }

  /**
   * Frees the port and gives what is not acknowledged back to the channel; returns when that is
   * done, after about five seconds at most. A second call does nothing.
   */
  @Override
  public synchronized void stop() {
    if (server != null) {
      server.stop();
      server = null;
      figures.stop();
    }
    super.stop();
  }

  /** Where it listens while it is started. */
  synchronized int port() {
    return server.port();
  }

  /** What it counts. */
  SinkFigures figures() {
    return figures;
  }
}
