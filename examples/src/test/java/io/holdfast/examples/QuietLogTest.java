// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InvalidClassException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class QuietLogTest {
  private static final String CHECKPOINT_READER = "org.apache.spark.streaming.CheckpointReader";

  @Test
  void keepsBackOnlyWhatIsSaidInASentence() {
    LoggerConfig root =
        ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    Collected collected = new Collected();
    collected.start();
    root.addAppender(collected, null, null);
    try {
      try (QuietLog quiet = QuietLog.open()) {
        LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient").warn("no broker");
        LoggerFactory.getLogger(CHECKPOINT_READER).warn("unreadable", new IOException());
        LoggerFactory.getLogger("org.apache.spark.util.Utils")
            .error("Exception encountered", new InvalidClassException("of another version"));
        LoggerFactory.getLogger("org.apache.spark.SparkContext")
            .error("failed", new IllegalStateException(new BindException()));
        LoggerFactory.getLogger(CHECKPOINT_READER).warn("without a stack trace");
        LoggerFactory.getLogger("org.apache.spark.SparkContext")
            .error("with another", new IllegalStateException());
      }
      LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient").warn("afterwards");
    } finally {
      root.removeAppender(collected.getName());
    }
    assertThat(collected.messages)
        .containsExactly("without a stack trace", "with another", "afterwards");
  }

  private static final class Collected extends AbstractAppender {
    private final List<String> messages = new ArrayList<>();

    Collected() {
      super("collected", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public synchronized void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
    }
  }
}
