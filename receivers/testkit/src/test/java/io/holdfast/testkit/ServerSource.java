// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.core.Intake;
import io.holdfast.core.PushSource;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import io.holdfast.core.Submission;
import io.holdfast.testkit.ScriptedClients.Connection;
import io.holdfast.testkit.ScriptedClients.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Serves {@link ScriptedClients} as they should be; what is broken, breaks a method of it. */
class ServerSource implements PushSource<String> {
  private static final long JOIN_MILLIS = 100;

  final SourceContext context;
  Intake<String> intake;
  private final String port;
  private final List<Thread> threads = new ArrayList<>();
  private ScriptedClients.Listener listener;

  ServerSource(String port, SourceContext context) {
    this.port = port;
    this.context = context;
  }

  @Override
  public void start(Intake<String> intake) throws Exception {
    this.intake = intake;
    listener = ScriptedClients.bind(port);
    run("accept", this::accept);
  }

  /** What a thread of the source does. */
  interface Task {
    void run() throws Exception;
  }

  final synchronized void run(String name, Task task) {
    Thread thread = new Thread(() -> runOrFail(task), "server-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void runOrFail(Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    } catch (Exception | Error e) {
      failed(e);
    }
  }

  void failed(Throwable failure) {
    intake.fail(failure);
  }

  private void accept() throws InterruptedException {
    for (Connection c = listener.accept(); c != null; c = listener.accept()) {
      Connection connection = c;
      run("connection-" + connection.partition(), () -> serve(connection));
    }
  }

  private void serve(Connection connection) throws InterruptedException {
    Answers answers = new Answers(connection);
    try {
      while (!context.isStopping()) {
        take(answers, connection.receive());
      }
    } catch (IOException e) {
      intake.end("client-" + connection.partition()); // the client has gone, and comes again
    }
  }

  void take(Answers answers, Request request) throws InterruptedException {
    RecordBatch<String> batch = decode(request);
    answers.add(intake.submit("client-" + answers.connection.partition(), batch), request);
  }

  /** What is still to be answered on a connection. */
  static final class Answers {
    final Connection connection;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    private Answers(Connection connection) {
      this.connection = connection;
    }

    /**
     * Answers when it is durable, and the earlier ones are answered: one that is refused has failed
     * at once, and a connection that is closed for it would take their answers along.
     */
    void add(Submission submission, Request request) {
      last =
          last.thenCompose(before -> submission.durable())
              .whenComplete(
                  (stored, failure) -> {
                    if (failure == null) {
                      connection.answer(request);
                    } else {
                      connection.close(); // the client sends it again
                    }
                  });
    }
  }

  final RecordBatch<String> decode(Request request) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < request.records().size(); i++) {
      if (request.records().get(i).equals(Request.MALFORMED)) {
        poison(request.partition(), request.from() + i);
      } else {
        records.add(request.records().get(i));
      }
    }
    return RecordBatch.of(records, 100L * records.size());
  }

  void poison(int client, int record) {
    context.poison(
        "client %d, record %d".formatted(client, record),
        new byte[] {0},
        new IOException("malformed"));
  }

  @Override
  public void close() throws Exception {
    if (listener != null) {
      listener.close();
    }
    for (Thread thread : threads()) {
      thread.interrupt();
      thread.join(JOIN_MILLIS);
    }
  }

  private synchronized List<Thread> threads() {
    return new ArrayList<>(threads);
  }
}
