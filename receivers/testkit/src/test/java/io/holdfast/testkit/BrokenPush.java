// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Intake;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.Replay;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import io.holdfast.core.Submission;
import io.holdfast.testkit.ScriptedClients.Connection;
import io.holdfast.testkit.ScriptedClients.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Ways to break a receiver that is called; each is known from the field. */
enum BrokenPush {
  ANSWERS_ON_SUBMIT(101, "nothing is acknowledged while the store is held") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        @Override
        void take(Answers answers, Request request) throws InterruptedException {
          super.take(answers, request);
          answers.connection.answer(request);
        }
      };
    }
  },

  ANSWERS_WHATEVER_HAPPENS(102, "nothing is acknowledged after a store that failed") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        @Override
        void take(Answers answers, Request request) throws InterruptedException {
          Submission submission = intake.submit("client-" + request.partition(), decode(request));
          var unused =
              submission
                  .durable()
                  .whenComplete((stored, failure) -> answers.connection.answer(request));
        }
      };
    }
  },

  REPLIES_OUT_OF_ORDER(106, "more is answered than is durable") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        private final Deque<Request> requests = new ArrayDeque<>();
        private final ConcurrentHashMap<Integer, Connection> connections =
            new ConcurrentHashMap<>();

        @Override
        void take(Answers answers, Request request) throws InterruptedException {
          connections.put(request.partition(), answers.connection);
          Submission submission = intake.submit("client-" + request.partition(), decode(request));
          synchronized (requests) {
            requests.add(request);
          }
          var unused = submission.durable().thenRun(this::answerTheLatest);
        }

        private void answerTheLatest() {
          synchronized (requests) {
            Request latest = requests.removeLast();
            connections.get(latest.partition()).answer(latest);
          }
        }
      };
    }
  },

  READS_ON_WHILE_FULL(302, "and may take") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        /** What a connection has sent and nobody has submitted. */
        record Waiting(Answers answers, Request request) {}

        private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

        @Override
        public void start(Intake<String> intake) throws Exception {
          super.start(intake);
          run("submit", this::submitAll);
        }

        private void submitAll() throws InterruptedException {
          while (true) {
            Waiting waiting = queue.take();
            super.take(waiting.answers, waiting.request);
          }
        }

        @Override
        void take(Answers answers, Request request) {
          queue.add(new Waiting(answers, request));
        }
      };
    }
  },

  DROPS_WITHOUT_ROOM(305, "were lost") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        @Override
        void take(Answers answers, Request request) {
          RecordBatch<String> batch = decode(request);
          Optional<Submission> taken = intake.trySubmit("client-" + request.partition(), batch);
          if (taken.isPresent()) {
            answers.add(taken.get(), request);
          } else {
            answers.connection.answer(request);
          }
        }
      };
    }
  },

  DIES_SILENTLY(504, "is reported") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        @Override
        void failed(Throwable failure) {}
      };
    }
  },

  THROWS_AWAY_WHAT_WAITS(204, "had not taken is durable") {
    @Override
    ServerSource open(String port, SourceContext context) {
      return new ServerSource(port, context) {
        private boolean fresh = true;

        @Override
        void take(Answers answers, Request request) throws InterruptedException {
          if (!fresh || request.from() == 0) {
            super.take(answers, request);
          }
          fresh = false;
        }
      };
    }

    @Override
    boolean replays() {
      return false;
    }
  };

  private final int law;
  private final String words;

  BrokenPush(int law, String words) {
    this.law = law;
    this.words = words;
  }

  abstract ServerSource open(String port, SourceContext context);

  boolean replays() {
    return true;
  }

  /** For the law that has to notice it, and the words that it has to say. */
  Broken broken() {
    return new Broken(
        name(),
        law,
        words,
        replays() ? Capabilities.all() : Capabilities.all().withoutReplay(),
        () -> new ScriptedClients(2, replays()),
        (system, settings) -> new Receiver((ScriptedClients) system, settings, this));
  }

  private static final class Receiver extends ServerReceiver {
    private static final long serialVersionUID = 1L;

    private final BrokenPush how;

    Receiver(ScriptedClients clients, ReceiverSettings settings, BrokenPush how) {
      super(clients, settings);
      this.how = how;
    }

    @Override
    protected Source<String> open(SourceContext context) {
      return how.open(port, context);
    }

    @Override
    protected Replay replay() {
      return how.replays() ? Replay.FROM_COMMIT : Replay.NONE;
    }
  }
}
