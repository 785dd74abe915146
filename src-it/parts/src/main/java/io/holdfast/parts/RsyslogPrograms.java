// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * rsyslog and its module for RELP: those of this machine, else Debian's packages, unpacked in a
 * folder of the build.
 *
 * <p>{@code apt-get} keeps its lists and what it downloads in that folder, too, and installs
 * nothing: so nothing of the machine changes, no service is started by a package's scripts, and
 * nobody needs to be root. The unpacked libraries and modules are found by the paths that the
 * programs are started with.
 */
final class RsyslogPrograms {
  private static final List<String> INSTALLED = List.of("/usr/sbin/rsyslogd");
  private static final List<String> PACKAGES = List.of("rsyslog", "rsyslog-relp");
  private static final Duration DOWNLOAD_BOUND = Duration.ofMinutes(3);
  private static final Duration PROBE_BOUND = Duration.ofSeconds(60);

  /** What no distribution that can send by RELP fails to load. */
  private static final String PROBE =
      """
      module(load="imtcp")
      module(load="omrelp")
      input(type="imtcp" port="514")
      action(type="omrelp" target="127.0.0.1")
      """;

  private static RsyslogPrograms found;

  /** Why there are none; a search that failed is not tried again. */
  private static String missing;

  private final List<String> rsyslogd;

  private RsyslogPrograms(List<String> rsyslogd) {
    this.rsyslogd = rsyslogd;
  }

  /**
   * Finds them, and downloads them if need be, which takes some seconds; once for this JVM.
   *
   * @throws PartException if that fails; the message says why
   */
  static synchronized RsyslogPrograms find() throws InterruptedException {
    if (missing != null) {
      throw new PartException(missing);
    }
    if (found == null) {
      try {
        found = new RsyslogPrograms(search());
      } catch (PartException e) {
        missing = e.getMessage();
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look for rsyslog", e);
      }
    }
    return found;
  }

  /** The command that runs it, without arguments. */
  List<String> rsyslogd() {
    return rsyslogd;
  }

  private static List<String> search() throws IOException, InterruptedException {
    Path folder = SourceTree.root().resolve("src-it/parts/target/rsyslog");
    try (TemporaryDirectory scratch = TemporaryDirectory.create("rsyslog-programs")) {
      if (complaint(INSTALLED, scratch.path()).isEmpty()) {
        return INSTALLED;
      }
      Path root = folder.resolve("root");
      Files.createDirectories(folder);
      // Test classes of several modules may come here at once.
      try (FileChannel lock =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        if (held.isValid() && !Files.isDirectory(root)) {
          download(folder, scratch.path());
        }
      }
      List<String> unpacked = unpacked(root);
      Optional<String> complaint = complaint(unpacked, scratch.path());
      if (complaint.isPresent()) {
        throw new PartException(
            "rsyslog is not installed, and Debian's package of it in %s does not run here: %s"
                .formatted(root, complaint.get()));
      }
      return unpacked;
    }
  }

  /**
   * Why it cannot load what it needs; empty if it can. It only checks a configuration, and ends.
   */
  private static Optional<String> complaint(List<String> rsyslogd, Path scratch)
      throws IOException, InterruptedException {
    Path probe = Files.writeString(scratch.resolve("probe.conf"), PROBE);
    List<String> command = new ArrayList<>(rsyslogd);
    command.addAll(List.of("-N1", "-f", probe.toString()));
    try (ChildProcess process =
        ChildProcess.named("rsyslogd -N1", command).log(scratch.resolve("log")).start()) {
      return process.awaitExit(PROBE_BOUND) == 0
          ? Optional.empty()
          : Optional.of(process.logTail());
    }
  }

  private static void download(Path folder, Path scratch) throws IOException, InterruptedException {
    Path lists = Files.createDirectories(folder.resolve("lists/partial")).getParent();
    Path archives = Files.createDirectories(folder.resolve("archives/partial")).getParent();
    List<String> aptGet =
        List.of(
            "apt-get",
            "--quiet",
            "--yes",
            "--option=Dir::State::lists=" + lists,
            "--option=Dir::Cache=" + folder.resolve("cache"),
            "--option=Dir::Cache::archives=" + archives,
            "--option=Debug::NoLocking=1",
            "--option=APT::Sandbox::User=root", // its own user may not write here
            "--option=Acquire::Retries=2");
    run(aptGet, List.of("update"), scratch);
    List<String> install = new ArrayList<>();
    install.addAll(List.of("install", "--download-only", "--reinstall", "--no-install-recommends"));
    install.addAll(PACKAGES);
    run(aptGet, install, scratch);

    Path unpacking = folder.resolve("unpacking");
    TemporaryDirectory.deleteTree(unpacking);
    for (Path archive : list(archives, ".deb")) {
      run(List.of("dpkg-deb", "--extract"), List.of("" + archive, "" + unpacking), scratch);
    }
    Files.move(unpacking, folder.resolve("root"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void run(List<String> program, List<String> arguments, Path scratch)
      throws InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    String name = program.get(0) + " " + arguments.get(0);
    try (ChildProcess process =
        ChildProcess.named(name, command)
            .environment("DEBIAN_FRONTEND", "noninteractive")
            .log(scratch.resolve("log"))
            .start()) {
      if (process.awaitExit(DOWNLOAD_BOUND) != 0) {
        throw new PartException(
            "rsyslog with its module for RELP is not installed, and Debian's packages cannot be"
                + " had: %s failed: %s"
                    .formatted(name, process.logTail().lines().reduce("", (all, last) -> last)));
      }
    }
  }

  private static List<String> unpacked(Path root) throws IOException {
    String libraries = "" + libraries(root);
    return List.of(
        "env",
        "LD_LIBRARY_PATH=" + libraries,
        root.resolve("usr/sbin/rsyslogd").toString(),
        "-M",
        libraries + "/rsyslog");
  }

  /** Named after the architecture. */
  private static Path libraries(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root.resolve("usr/lib"))) {
      return folders
          .filter(each -> Files.exists(each.resolve("rsyslog/omrelp.so")))
          .findFirst()
          .orElseThrow(() -> new PartException("there is no omrelp.so in " + root));
    }
  }

  private static List<Path> list(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> each.toString().endsWith(ending)).toList();
    }
  }
}
