// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.SourceContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves agents for one session.
 *
 * @param <T> the type of the records
 */
final class FlumePushSource<T> implements PushSource<T> {
  private static final Logger log = LoggerFactory.getLogger(FlumePushSource.class);

  private final PushSettings settings;
  private final Duration patience;
  private final Duration drain;
  private final Delivery<T> delivery;
  private final BindListener listener;
  private final SourceContext context;
  private PushService<T> service;
  private PushServer server;

  FlumePushSource(
      PushSettings settings,
      Duration patience,
      Duration drain,
      Delivery<T> delivery,
      BindListener listener,
      SourceContext context) {
    this.settings = settings;
    this.patience = patience;
    this.drain = drain;
    this.delivery = delivery;
    this.listener = listener;
    this.context = context;
  }

  @Override
  public void start(Intake<T> intake) throws Exception {
    PushService<T> shared = new PushService<>(settings, patience, delivery, context, intake);
    service = shared;
    server = new PushServer(shared, context.streamId());
    int port = server.bind();
    shared.metrics.listening(port, shared.connections::count, shared.memory::usedBytes);
    String host = reachableHost(settings.host);
    log.info("Listening for Flume agents on {}, port {}", host, port);
    listener.bound(host, port);
  }

  private static String reachableHost(String host) throws UnknownHostException {
    return InetAddress.getByName(host).isAnyLocalAddress()
        ? InetAddress.getLocalHost().getHostName()
        : host;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close(drain);
      service.close(drain);
    }
  }
}
