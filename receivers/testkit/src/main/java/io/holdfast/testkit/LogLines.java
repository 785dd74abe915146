// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;

/**
 * What a class logs, until it is closed: for tests of the sentences that a person is to read.
 * Listens to Log4j 2, which Spark logs by. Thread-safe.
 */
public final class LogLines implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AbstractAppender appender;

  private LogLines(Logger logger) {
    this.logger = logger;
    appender =
        new AbstractAppender(
            "lines of " + logger.getName(), null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            lines.add(event.getMessage().getFormattedMessage());
          }
        };
  }

  /** Listens from now on to a class, at the level that its logger has. */
  public static LogLines of(Class<?> type) {
    LogLines lines = new LogLines((Logger) LogManager.getLogger(type));
    lines.appender.start();
    lines.logger.addAppender(lines.appender);
    return lines;
  }

  /** What has been logged so far, without levels and stack traces. */
  public List<String> lines() {
    return lines;
  }

  /** Waits for so many lines, at most half a minute; returns all. */
  public List<String> await(int count) {
    Awaitility.await().atMost(BOUND).until(() -> lines.size() >= count);
    return lines;
  }

  /** Listens no longer. */
  @Override
  public void close() {
    logger.removeAppender(appender);
    appender.stop();
  }
}
