// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Chooses TCP ports on the loopback interface that nobody listens on.
 *
 * <p>They are taken from below the range that systems use for outgoing connections. So nothing but
 * another listener can take one while a part is down, and a part that restarts gets its port back.
 * No port is chosen twice while the process lives that chose it: each has a lock of its own on a
 * file that all processes of a user share, and the system takes the locks of the dead away. A
 * stranger may still listen there between choosing and binding; who starts a part chooses again
 * then.
 */
public final class FreePorts {
  private static final int LOWEST = 20_000;
  private static final int ABOVE_HIGHEST = 32_768;
  private static final int ATTEMPTS = 1_000;

  /** Whose byte number p is locked by who chose port p. Never closed: that would end all locks. */
  private static final FileChannel CHOSEN = open();

  private FreePorts() {}

  /**
   * Chooses {@code count} different ports.
   *
   * @throws PartException if there are not that many after a bounded number of attempts
   */
  public static List<Integer> choose(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && ports.size() < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE_HIGHEST);
      if (isOurs(port) && isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new PartException(
          "no %d free ports on the loopback interface between %d and %d"
              .formatted(count, LOWEST, ABOVE_HIGHEST - 1));
    }
    return List.copyOf(ports);
  }

  /**
   * Chooses {@code count} neighbouring ports.
   *
   * @return the first of them
   * @throws PartException if there are not that many after a bounded number of attempts
   */
  public static int chooseRange(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE_HIGHEST - count + 1);
      if (IntStream.range(first, first + count).allMatch(port -> isOurs(port) && isFree(port))) {
        return first;
      }
    }
    throw new PartException(
        "no %d neighbouring free ports on the loopback interface between %d and %d"
            .formatted(count, LOWEST, ABOVE_HIGHEST - 1));
  }

  private static boolean isOurs(int port) {
    try {
      return CHOSEN.tryLock(port, 1, false) != null;
    } catch (OverlappingFileLockException chosenHereBefore) {
      return false;
    } catch (IOException e) {
      throw new PartException("cannot lock a port in " + file(), e);
    }
  }

  private static FileChannel open() {
    try {
      return FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new PartException("cannot open " + file(), e);
    }
  }

  private static Path file() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "holdfast-ports-" + System.getProperty("user.name"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
