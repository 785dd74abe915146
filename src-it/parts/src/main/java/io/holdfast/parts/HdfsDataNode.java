// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A data node beside the one that a {@link HadoopCluster} has, as a process that can be killed. One
 * thread at a time may kill and restart it.
 */
public final class HdfsDataNode implements AutoCloseable {
  private static final String LISTENS = "Opened streaming server at /";
  private static final String READY = "successfully registered with NN";
  private static final Duration START_BOUND = Duration.ofMinutes(1);

  /** It says at this level that it listens and has joined. */
  private static final String LOGGING =
      HadoopCluster.LOGGING + "log4j.logger.org.apache.hadoop.hdfs.server.datanode.DataNode=INFO\n";

  private final Path directory;
  private ChildProcess process;
  private String address;
  private int starts;

  private HdfsDataNode(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts a data node. Returns when files can be written to it.
   *
   * @param directory its own, where data, logs and configuration go
   * @param uri the root of the HDFS that it joins
   * @throws PartException if it does not come up; the message shows the end of its log
   */
  public static HdfsDataNode start(Path directory, String uri) throws InterruptedException {
    HdfsDataNode node = new HdfsDataNode(directory);
    node.configure(uri);
    node.launch();
    return node;
  }

  private void configure(String uri) {
    String anyPort = "127.0.0.1:0";
    Map<String, String> settings =
        Map.of(
            "fs.defaultFS", uri,
            "dfs.datanode.data.dir", directory.resolve("data").toUri().toString(),
            "dfs.datanode.address", anyPort,
            "dfs.datanode.http.address", anyPort,
            "dfs.datanode.ipc.address", anyPort);
    String properties =
        settings.entrySet().stream()
            .map(
                each ->
                    "<property><name>%s</name><value>%s</value></property>"
                        .formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining("\n"));
    try {
      Files.createDirectories(configuration());
      Files.writeString(configuration().resolve("log4j.properties"), LOGGING);
      Files.writeString(
          configuration().resolve("hdfs-site.xml"),
          "<configuration>\n%s\n</configuration>\n".formatted(properties));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the directory " + directory, e);
    }
  }

  private Path configuration() {
    return directory.resolve("conf");
  }

  private void launch() throws InterruptedException {
    process =
        ChildProcess.named(
                "a data node",
                JavaCommand.small("org.apache.hadoop.hdfs.server.datanode.DataNode")
                    .classPath(configuration().toString())
                    .classPath(Distribution.HADOOP.classPath())
                    .heap("192m")
                    .toList())
            .directory(directory)
            .log(directory.resolve("node-%d.log".formatted(++starts)))
            .start();
    boolean ready = false;
    try {
      process.awaitLine(READY, START_BOUND);
      String line = process.awaitLine(LISTENS, START_BOUND);
      address = line.substring(line.indexOf(LISTENS) + LISTENS.length());
      ready = true;
    } finally {
      if (!ready) {
        process.close();
      }
    }
  }

  /** Where clients reach it, as {@code 127.0.0.1:PORT}; another one after a {@link #restart()}. */
  public String address() {
    return address;
  }

  /** SIGKILL. Returns when the process is gone; its data stays. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again on the same data after it has ended. Returns when it has joined again. */
  public void restart() throws InterruptedException {
    launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
