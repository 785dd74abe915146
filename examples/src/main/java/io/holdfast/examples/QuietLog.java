// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.net.BindException;
import java.util.Collection;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.spark.SparkConf;

/**
 * While open, keeps out of the log what the job is about to say in a sentence of its own: the
 * complaints of Kafka's client about a broker that is not there, and the stack traces of
 * checkpoints that cannot be read and of ports that are in use. All else is logged as ever.
 */
final class QuietLog implements AutoCloseable {
  private final Filter filter = new Filter();
  private final Collection<LoggerConfig> configurations;

  private QuietLog(Collection<LoggerConfig> configurations) {
    this.configurations = configurations;
  }

  static QuietLog open() {
    // Spark sets the logging up with its first message, which would undo what is done here.
    new SparkConf(false).log();
    LoggerContext logging = (LoggerContext) LogManager.getContext(false);
    // On each of them: an event meets the filter of the configuration nearest to its logger only.
    QuietLog quiet = new QuietLog(List.copyOf(logging.getConfiguration().getLoggers().values()));
    quiet.filter.start();
    quiet.configurations.forEach(configuration -> configuration.addFilter(quiet.filter));
    return quiet;
  }

  @Override
  public void close() {
    configurations.forEach(configuration -> configuration.removeFilter(filter));
    filter.stop();
  }

  private static final class Filter extends AbstractFilter {
    @Override
    public Result filter(LogEvent event) {
      boolean said =
          event.getLoggerName().startsWith("org.apache.kafka.")
              || (event.getThrown() != null
                  && (event.getLoggerName().equals("org.apache.spark.streaming.CheckpointReader")
                      || isOfReading(event)
                      || Reason.find(BindException.class, event.getThrown()).isPresent()));
      return said ? Result.DENY : Result.NEUTRAL;
    }

    /** Spark logs it of each class of a checkpoint that cannot be read, and then throws it. */
    private static boolean isOfReading(LogEvent event) {
      return event.getLoggerName().equals("org.apache.spark.util.Utils")
          && event.getMessage().getFormattedMessage().equals("Exception encountered");
    }
  }
}
