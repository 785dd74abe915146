// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Collects what this module warns of, in place of the console, until it is closed. */
final class Warnings implements AutoCloseable {
  private static final String MODULE = "io.holdfast.socket";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = LoggerContext.getContext(false);
  private final LoggerConfig module = new LoggerConfig(MODULE, Level.WARN, false);
  private final AbstractAppender appender =
      new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
        }
      };

  private Warnings() {
    appender.start();
    module.addAppender(appender, Level.WARN, null);
    context.getConfiguration().addLogger(MODULE, module);
    context.updateLoggers();
  }

  static Warnings ofTheModule() {
    return new Warnings();
  }

  List<String> lines() {
    return lines;
  }

  boolean contain(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(MODULE);
    context.updateLoggers();
    appender.stop();
  }
}
