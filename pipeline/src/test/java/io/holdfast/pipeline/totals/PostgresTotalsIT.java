// SPDX-License-Identifier: Apache-2.0
package io.holdfast.pipeline.totals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.holdfast.parts.FaultProxy;
import io.holdfast.parts.FaultProxy.Cut;
import io.holdfast.parts.FaultProxy.Direction;
import io.holdfast.parts.PostgresServer;
import io.holdfast.parts.TemporaryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class PostgresTotalsIT extends TotalsContract {
  private static TemporaryDirectory directory;
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    directory = TemporaryDirectory.create("totals");
    server = PostgresServer.start(directory.path());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    directory.close();
  }

  @Override
  String emptyDatabase() throws Exception {
    Tables.execute(server.jdbcUrl(), "DROP SCHEMA public CASCADE");
    Tables.execute(server.jdbcUrl(), "CREATE SCHEMA public");
    return server.jdbcUrl();
  }

  @Test
  void aServerThatIsKilledInTheMiddleOfABatchStallsItAndNothingIsLostOrDoubled() throws Exception {
    Term term = begin("app-1");
    AtomicInteger tries = new AtomicInteger();
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            () ->
                term.add(
                    RangeTable.POSITIONS,
                    positions(range(0, 1)),
                    () -> {
                      if (tries.incrementAndGet() == 1) {
                        kill();
                      }
                      return counts(Map.of("a", 1L, "b", 1L)).get();
                    }));
    server.process().awaitExit(Duration.ofSeconds(30));
    assertThat(written).isNotDone();
    server.restart();

    written.get(60, TimeUnit.SECONDS);
    assertThat(tries.get()).isGreaterThan(1);
    assertThat(Tables.totals(url(), JOB)).containsOnly(entry("a", 1L), entry("b", 1L));
    term.add(RangeTable.POSITIONS, positions(range(1, 2)), counts(Map.of("a", 1L)));
    assertThat(Tables.totals(url(), JOB)).containsOnly(entry("a", 2L), entry("b", 1L));
  }

  @Test
  void aServerThatIsKilledInsideTheCommitHasNothingOfTheBatchAndGetsAllOfItOnce() throws Exception {
    Term term = begin("app-1");
    AtomicInteger tries = new AtomicInteger();
    CompletableFuture<Void> written;
    try (HeldCommit held = HeldCommit.at(url())) {
      written = add(term, tries);
      held.await();
      server.kill();
    }
    server.restart();

    written.get(60, TimeUnit.SECONDS);
    assertThat(tries).hasValueGreaterThan(1);
    assertThat(Tables.totals(url(), JOB)).containsOnly(entry("a", 1L), entry("b", 1L));
  }

  @Test
  void aCommitWhoseAnswerIsLostIsNotMadeAgain() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      Database throughProxy = Database.of(JOB, PostgresServer.jdbcUrl("postgres", proxy.port()));
      Term term = Term.begin(throughProxy, "lineage", job("app-1"));
      AtomicInteger tries = new AtomicInteger();
      CompletableFuture<Void> written;
      try (HeldCommit held = HeldCommit.at(url())) {
        written = add(term, tries);
        held.await();
        proxy.swallow(Direction.TO_CLIENT);
      }
      await().until(() -> !Tables.totals(url(), JOB).isEmpty());
      await().until(() -> proxy.swallowed(Direction.TO_CLIENT) > 0);
      assertThat(written).isNotDone();
      proxy.heal();
      proxy.cut(Cut.RST);

      written.get(60, TimeUnit.SECONDS);
      assertThat(tries).hasValueGreaterThan(1);
      assertThat(Tables.totals(url(), JOB)).containsOnly(entry("a", 1L), entry("b", 1L));
    }
  }

  private static CompletableFuture<Void> add(Term term, AtomicInteger tries) {
    return CompletableFuture.runAsync(
        () ->
            term.add(
                RangeTable.POSITIONS,
                positions(range(0, 1)),
                () -> {
                  tries.incrementAndGet();
                  return counts(Map.of("a", 1L, "b", 1L)).get();
                }));
  }

  @Test
  void aPasswordIsFoundInItsFileAndNeverInTheUrl(@TempDir Path folder) throws Exception {
    String role = PostgresServer.PASSWORD_ROLE;
    Tables.execute(url(), "DROP ROLE IF EXISTS " + role);
    Tables.execute(url(), "CREATE ROLE %s LOGIN PASSWORD 'open sesame'".formatted(role));
    Tables.execute(url(), "GRANT ALL ON SCHEMA public TO " + role);
    String secured = PostgresServer.jdbcUrl(role, server.port());
    JdbcTotals totals = JdbcTotals.of(JOB, secured);
    assertThatThrownBy(totals::check)
        .isInstanceOf(TotalsException.class)
        .hasMessageContaining("no password was provided");

    Path passwords = Files.writeString(folder.resolve("pgpass"), "*:*:*:*:open sesame");
    System.setProperty("org.postgresql.pgpassfile", passwords.toString());
    try {
      totals.check();
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
    assertThatThrownBy(() -> JdbcTotals.of(JOB, secured + "&password=open%20sesame"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("PGPASSFILE", "127.0.0.1")
        .hasMessageNotContaining("sesame");
    Tables.execute(url(), "DROP OWNED BY " + role);
  }

  private static void kill() {
    try {
      server.kill();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * As when a driver is stopped between two statements: the server does not wait for it for ever.
   */
  @Test
  void aDriverThatHangsInItsTransactionDoesNotHoldUpItsSuccessor() throws Exception {
    Term old = begin("app-1");
    try (Connection hanging = DriverManager.getConnection(url())) {
      hanging.setAutoCommit(false);
      try (Statement statement = hanging.createStatement()) {
        for (String sql : Dialect.POSTGRESQL.beginCommit()) {
          statement.execute(sql.replace("10s", "1s"));
        }
      }
      Fence.hold(hanging, JOB, old.epoch());

      assertThat(begin("app-2").epoch()).isEqualTo(old.epoch() + 1);
    }
  }
}
