// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a Flume agent counts of its channel, asked over JMX: its own page of counters listens on
 * every address of the machine. Thread-safe.
 */
final class AgentCounters implements AutoCloseable {
  private static final String CHANNEL = "org.apache.flume.channel:type=events";

  private final int port;

  /** Null while there is no connection. */
  private JMXConnector agent;

  AgentCounters(int port) {
    this.port = port;
  }

  /** What the agent's JVM is started with. */
  List<String> options() {
    String prefix = "-Dcom.sun.management.jmxremote";
    return List.of(
        prefix + ".port=" + port,
        prefix + ".rmi.port=" + port,
        prefix + ".host=127.0.0.1",
        "-Djava.rmi.server.hostname=127.0.0.1",
        prefix + ".authenticate=false",
        prefix + ".ssl=false");
  }

  /** How many events were taken off the channel for good; empty if the agent does not answer. */
  synchronized OptionalLong taken() {
    try {
      Object taken =
          connected()
              .getMBeanServerConnection()
              .getAttribute(new ObjectName(CHANNEL), "EventTakeSuccessCount");
      return OptionalLong.of((Long) taken);
    } catch (IOException | JMException e) {
      close();
      return OptionalLong.empty(); // it has ended, or is only starting
    }
  }

  @SuppressWarnings("BanJNDI") // who answers is a child of this JVM
  private JMXConnector connected() throws IOException {
    if (agent == null) {
      String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(port);
      agent = JMXConnectorFactory.connect(new JMXServiceURL(url));
    }
    return agent;
  }

  /** Disconnects; the next question connects again. */
  @Override
  public synchronized void close() {
    if (agent != null) {
      try {
        agent.close();
      } catch (IOException e) {
        // It has ended, and the connection with it.
      }
      agent = null;
    }
  }
}
