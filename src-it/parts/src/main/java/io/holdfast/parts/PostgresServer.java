// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server on the loopback interface, with one database that anybody there may use. A
 * role named {@link #PASSWORD_ROLE}, should somebody create it, has to give its password.
 *
 * <p>PostgreSQL refuses to run as root: if this JVM does, the server runs as {@code nobody}. Its
 * binaries are those for Linux on x86-64. It does not wait for the disk: what it has committed
 * survives the end of its process, not that of the machine. One thread at a time may start, kill
 * and restart it; the rest is thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
  /** The only role that is asked for its password. */
  public static final String PASSWORD_ROLE = "secured";

  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final String USER = "postgres";
  private static final int START_ATTEMPTS = 5;
  private static final String READY = "database system is ready to accept connections";

  /** The second is what a server says whose killed predecessor's last backend is just ending. */
  private static final Pattern TRY_AGAIN =
      Pattern.compile("Address already in use|shared memory block .* is still in use");

  private static final Duration START_BOUND = Duration.ofSeconds(60);

  /** On SIGTERM it waits for its clients to leave, and nobody tells them to. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Path directory;
  private int port;
  private int starts;
  private volatile ChildProcess process;

  private PostgresServer(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts a server that keeps its programs, its data and its logs in {@code directory}, which is
   * its own. Returns when the server is ready. Where this JVM runs as root, everybody gets the
   * right to pass through the directory, and has to have it for those above.
   *
   * @throws PartException if it does not become ready; the message shows the end of its log
   */
  public static PostgresServer start(Path directory) throws InterruptedException {
    PostgresServer server = new PostgresServer(directory.toAbsolutePath());
    boolean ready = false;
    try {
      server.prepare();
      server.launchOnFreePort();
      ready = true;
      return server;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  /** What clients connect to; it stays the same over a {@link #restart()}. */
  public String jdbcUrl() {
    return jdbcUrl(USER, port);
  }

  /** The same for one role, through a port that leads to the server's. */
  public static String jdbcUrl(String role, int port) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(port, role);
  }

  /** The port that it listens to; it stays the same over a {@link #restart()}. */
  public int port() {
    return port;
  }

  /** The process of the server; another one after a {@link #restart()}. */
  public ChildProcess process() {
    return process;
  }

  /** SIGKILL. Returns when the process is gone; its data stays. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /**
   * Starts the server again on the same port and data after it has ended. Returns when it is ready.
   *
   * @throws IllegalStateException if it is alive
   */
  public void restart() throws InterruptedException {
    if (process.isAlive()) {
      throw new IllegalStateException("the server is alive");
    }
    for (int attempt = 1; !launched(attempt); attempt++) {}
  }

  /** Stops the server; its data stays. */
  @Override
  public void close() {
    ChildProcess current = process;
    if (current != null) {
      current.close();
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void prepare() throws InterruptedException {
    try (InputStream binaries = PostgresServer.class.getResourceAsStream(BINARIES)) {
      if (binaries == null) {
        throw new PartException("PostgreSQL's binaries are not on the class path: " + BINARIES);
      }
      Files.createDirectories(directory);
      TarXz.unpack(binaries, directory.resolve("postgres"));
      Files.createDirectory(data());
      if (isRoot()) {
        requirePassable(directory.getParent());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setOwner(
            data(),
            directory
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName("nobody"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare a PostgreSQL server in " + directory, e);
    }
    List<String> command =
        command("initdb", "-D", data().toString(), "-U", USER, "-A", "trust", "-E", "UTF8");
    command.addAll(List.of("--locale=C", "--no-sync"));
    try (ChildProcess initdb =
        ChildProcess.named("PostgreSQL's initdb", command)
            .directory(data())
            .log(directory.resolve("initdb.log"))
            .start()) {
      if (initdb.awaitExit(START_BOUND) != 0) {
        throw new PartException("cannot make a database:\n" + initdb.logTail().indent(2));
      }
    }
    askForPassword();
  }

  private void askForPassword() {
    Path rules = data().resolve("pg_hba.conf");
    String first = "host all %s 127.0.0.1/32 scram-sha-256%n".formatted(PASSWORD_ROLE);
    try {
      Files.writeString(rules, first + Files.readString(rules));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + rules, e);
    }
  }

  private static void requirePassable(Path path) throws IOException {
    for (Path each = path; each != null; each = each.getParent()) {
      if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new PartException(
            "%s cannot be passed through by nobody, as whom the PostgreSQL server is to run"
                .formatted(each));
      }
    }
  }

  private void launchOnFreePort() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      port = FreePorts.choose(1).get(0);
      if (launched(attempt)) {
        return;
      }
    }
  }

  /** Says false if it is worth another attempt. */
  private boolean launched(int attempt) throws InterruptedException {
    try {
      launch();
      return true;
    } catch (PartException e) {
      if (attempt == START_ATTEMPTS || !TRY_AGAIN.matcher(process.log()).find()) {
        throw e;
      }
      process.close();
      return false;
    }
  }

  private void launch() throws InterruptedException {
    starts++;
    List<String> command = command("postgres", "-D", data().toString());
    command.addAll(List.of("-p", Integer.toString(port), "-h", "127.0.0.1"));
    command.addAll(List.of("-c", "unix_socket_directories=", "-c", "fsync=off"));
    process =
        ChildProcess.named("the PostgreSQL server", command)
            .directory(data())
            .log(directory.resolve("server-" + starts + ".log"))
            .patience(PATIENCE)
            .start();
    process.awaitLine(READY, START_BOUND);
  }

  /** Runs one of its programs, as nobody if need be; setpriv keeps the process id. */
  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.add(directory.resolve("postgres/bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
