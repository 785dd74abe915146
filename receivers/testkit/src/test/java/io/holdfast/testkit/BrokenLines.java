// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import java.io.IOException;

/** Ways in which a server lets its clients suffer for each other. */
enum BrokenLines {
  ANSWERS_ON_THE_SHARED_THREAD(404, "the other client is answered") {
    @Override
    LineSource open(String clients) {
      return new LineSource(clients) {
        @Override
        void answer(LineConnection connection, String line) {
          try {
            connection.answerNow(line);
          } catch (IOException e) {
            connection.drop();
          }
        }
      };
    }
  },

  DROPS_ALL_CONNECTIONS(604, "another client had to connect again") {
    @Override
    LineSource open(String clients) {
      return new LineSource(clients) {
        @Override
        void oversized(LineConnection connection) {
          connections().stream().filter(other -> other != connection).forEach(LineConnection::drop);
          super.oversized(connection);
        }
      };
    }
  },

  ENDS_THE_SESSION(604, "had to connect again") {
    @Override
    LineSource open(String clients) {
      return new LineSource(clients) {
        @Override
        void oversized(LineConnection connection) {
          intake.fail(new IOException("a frame is too large"));
        }
      };
    }
  };

  private final int law;
  private final String words;

  BrokenLines(int law, String words) {
    this.law = law;
    this.words = words;
  }

  abstract LineSource open(String clients);

  /** For the law that has to notice it, and the words that it has to say. */
  Broken broken() {
    return new Broken(
        name(),
        law,
        words,
        Capabilities.all().withoutMalformed().withAnswers().withFrameLimit(),
        () -> new LineClients(2),
        (system, settings) -> new Receiver((LineClients) system, settings, this));
  }

  private static final class Receiver extends LineReceiver {
    private static final long serialVersionUID = 1L;

    private final BrokenLines how;

    Receiver(LineClients clients, ReceiverSettings settings, BrokenLines how) {
      super(clients, settings);
      this.how = how;
    }

    @Override
    protected Source<String> open(SourceContext context) {
      return how.open(clients);
    }
  }
}
