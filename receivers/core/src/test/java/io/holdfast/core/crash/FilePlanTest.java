// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.core.internal.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class FilePlanTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("plan");
    System.setProperty(FilePlan.KEY, file.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(FilePlan.KEY);
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines));
  }

  @Test
  void aFaultHappensAtItsPointAndCountAndLeavesItsMark() throws IOException {
    write("# a plan", "", "  after_store 2 throw ", "DRAINING 1 throw");
    FilePlan plan = new FilePlan();
    plan.reach(CrashPoint.BEFORE_STORE);
    plan.reach(CrashPoint.AFTER_STORE);
    assertThat(FilePlan.mark(file, 3)).doesNotExist();

    assertThatThrownBy(() -> plan.reach(CrashPoint.AFTER_STORE))
        .isInstanceOf(CrashPointException.class)
        .hasMessageContaining("AFTER_STORE");
    assertThat(FilePlan.mark(file, 3)).exists();
    assertThat(FilePlan.mark(file, 4)).doesNotExist();
    plan.reach(CrashPoint.AFTER_STORE);
  }

  @Test
  void aFaultThatHappenedInOneJvmDoesNotHappenInTheNext() throws IOException {
    write("AFTER_LOG 1 throw");
    assertThatThrownBy(() -> new FilePlan().reach(CrashPoint.AFTER_LOG))
        .isInstanceOf(CrashPointException.class);
    new FilePlan().reach(CrashPoint.AFTER_LOG);
  }

  @Test
  void aHangEndsWhenItsFileAppears() throws IOException {
    write("BEFORE_COMMIT 1 hang let go");
    FilePlan plan = new FilePlan();
    CompletableFuture<Void> hanging =
        CompletableFuture.runAsync(() -> plan.reach(CrashPoint.BEFORE_COMMIT));
    await().until(() -> Files.exists(FilePlan.mark(file, 1)));
    assertThat(hanging).isNotDone();
    Files.createFile(directory.resolve("let go"));
    await().until(hanging::isDone);
    assertThat(hanging).isCompleted();
  }

  @Test
  void aHangForEverCanBeInterrupted() throws Exception {
    write("BEFORE_COMMIT 1 hang");
    FilePlan plan = new FilePlan();
    CompletableFuture<Void> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                plan.reach(CrashPoint.BEFORE_COMMIT);
              } catch (CrashPointException e) {
                failure.completeExceptionally(e);
              }
            });
    thread.start();
    await().until(() -> Files.exists(FilePlan.mark(file, 1)));
    assertThat(failure).isNotDone();
    thread.interrupt();
    thread.join();
    assertThat(failure).isCompletedExceptionally();
  }

  @Test
  void aPlanIsInForceOnceItsFileIsThereAndAnotherFileIsAnotherPlan() throws IOException {
    FilePlan plan = new FilePlan();
    plan.reach(CrashPoint.DRAINING);
    write("DRAINING 1 throw");
    assertThatThrownBy(() -> plan.reach(CrashPoint.DRAINING))
        .isInstanceOf(CrashPointException.class);

    file = directory.resolve("another");
    System.setProperty(FilePlan.KEY, file.toString());
    write("DRAINING 1 throw");
    assertThatThrownBy(() -> plan.reach(CrashPoint.DRAINING))
        .isInstanceOf(CrashPointException.class);
    assertThat(FilePlan.mark(file, 1)).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "AFTER_STORE 1; \"AFTER_STORE 1\" is not a point, a count and an action",
        "LATER 1 throw; \"LATER\" is none of [BEFORE_STORE, AFTER_LOG, AFTER_STORE,",
        "AFTER_STORE 0 throw; \"0\" is no count from 1 on",
        "AFTER_STORE one throw; \"one\" is no count from 1 on",
        "AFTER_STORE 1 explode; \"explode\" is none of [THROW, HALT, HANG]",
        "AFTER_STORE 1 halt released; \"released\" follows an action that waits for no file",
      })
  void aBadLineIsNamedWithWhatIsWrongWithIt(String line, String said) throws IOException {
    write("DRAINING 1 halt", line);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilePlan().reach(CrashPoint.BEFORE_STORE))
        .withMessageStartingWith("Line 2 of the crash plan " + file + ": " + said);
  }
}
