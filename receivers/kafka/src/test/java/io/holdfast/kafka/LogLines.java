// SPDX-License-Identifier: Apache-2.0
package io.holdfast.kafka;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Collects what Kafka's clients log from INFO on, in place of the console, until it is closed. */
final class LogLines implements AutoCloseable {
  private static final String KAFKA = "org.apache.kafka";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = LoggerContext.getContext(false);
  private final LoggerConfig kafka = new LoggerConfig(KAFKA, Level.INFO, false);
  private final AbstractAppender appender =
      new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
        }
      };

  private LogLines() {
    appender.start();
    kafka.addAppender(appender, Level.INFO, null);
    context.getConfiguration().addLogger(KAFKA, kafka);
    context.updateLoggers();
  }

  static LogLines ofKafka() {
    return new LogLines();
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(KAFKA);
    context.updateLoggers();
    appender.stop();
  }
}
