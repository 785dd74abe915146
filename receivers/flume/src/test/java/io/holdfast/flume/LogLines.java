// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;

/** What a class warns of, until it is closed. Thread-safe. */
final class LogLines extends AbstractAppender implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines(Logger logger) {
    super("lines of " + logger.getName(), null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  static LogLines of(Class<?> type) {
    Logger logger = (Logger) LogManager.getLogger(type);
    LogLines lines = new LogLines(logger);
    lines.start();
    logger.addAppender(lines);
    return lines;
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  List<String> lines() {
    return lines;
  }

  /** Waits for so many lines. */
  List<String> await(int count) {
    Awaitility.await().atMost(BOUND).until(() -> lines.size() >= count);
    return lines;
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
