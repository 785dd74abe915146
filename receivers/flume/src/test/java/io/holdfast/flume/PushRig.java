// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.PushSource;
import io.holdfast.testkit.FakeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.flume.api.RpcClient;
import org.apache.flume.api.RpcClientFactory;

/** A source that listens, and the clients of it. */
final class PushRig<T> implements AutoCloseable {
  final FakeIntake<T> intake = new FakeIntake<>();
  final FakeContext context;
  private final PushSource<T> source;
  private final List<RpcClient> clients = new ArrayList<>();

  private PushRig(FlumePushReceiver<T> receiver, PoisonPolicy policy) throws Exception {
    context = new FakeContext(policy);
    source = (PushSource<T>) receiver.open(context);
    try {
      source.start(intake);
    } catch (Exception e) {
      source.close();
      throw e;
    }
  }

  static FlumePushReceiver.Builder builder() {
    return FlumePushReceiver.builder().host("127.0.0.1").port(0);
  }

  static <T> PushRig<T> of(FlumePushReceiver<T> receiver) throws Exception {
    return new PushRig<>(receiver, PoisonPolicy.SKIP);
  }

  static <T> PushRig<T> of(FlumePushReceiver<T> receiver, PoisonPolicy policy) throws Exception {
    return new PushRig<>(receiver, policy);
  }

  int port() {
    return (int) context.metrics().value("port");
  }

  long connections() {
    return context.metrics().value("connections");
  }

  long buffered() {
    return context.metrics().value("buffered.bytes");
  }

  long count(String name) {
    return context.metrics().count(name);
  }

  /** The client inside of an agent's avro sink. */
  RpcClient client(String... more) {
    Properties properties = new Properties();
    properties.setProperty("hosts", "h");
    properties.setProperty("hosts.h", "127.0.0.1:" + port());
    properties.setProperty("request-timeout", "10000");
    properties.setProperty("connect-timeout", "10000");
    for (int i = 0; i < more.length; i += 2) {
      properties.setProperty(more[i], more[i + 1]);
    }
    RpcClient client = RpcClientFactory.getInstance(properties);
    clients.add(client);
    return client;
  }

  @Override
  public void close() throws Exception {
    // The server first: then its client does not wait for it.
    source.close();
    clients.forEach(RpcClient::close);
    assertThat(context.errors()).isEmpty();
  }
}
