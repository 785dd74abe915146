// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReceiverStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Counts the words in a growing file, batch by batch, through a receiver written for it. */
@Command(
    name = "FileTailWordCount",
    description = {
      "Counts the words in the lines that are appended to a file, batch by batch, and prints the"
          + " counts. How far the lines were made durable is kept in FILE.position, and the next"
          + " start goes on there.",
      ""
    })
@SuppressWarnings("deprecation") // Spark deprecates its whole streaming API, and keeps it
public final class FileTailWordCount implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = {
        "The file to count the words of, on the machine that the receiver runs on; its folder must be"
            + " writable. A line counts once an LF ends it."
      })
  private Path file;

  @Mixin private Receivers receivers;
  @Mixin private JobOptions options;

  /** The job's main, for {@code spark-submit}. */
  public static void main(String[] arguments) {
    JobCommand.main(new FileTailWordCount(), arguments);
  }

  /** Runs the job until it is stopped. */
  @Override
  public Integer call() throws Exception {
    receivers.requireOne(
        "each would read the whole file, and count all lines of it: run a job for each file");
    file = file.toAbsolutePath();
    new Job("FileTailWordCount", options, new Source(options.settings())).run();
    return ExitCode.OK;
  }

  private final class Source implements JobSource {
    private final ReceiverSettings settings;

    Source(ReceiverSettings settings) {
      this.settings = settings;
    }

    @Override
    public String arguments() {
      return file.toString();
    }

    @Override
    public String totalsName() {
      return "FileTailWordCount " + file;
    }

    @Override
    public void check() throws BadConfigurationException {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new BadConfigurationException(
            file + " is not a file that can be read: create it, or check its name");
      }
      if (!Files.isWritable(file.getParent())) {
        throw new BadConfigurationException(
            "%s cannot be written, and %s.position is kept there: let the job write in it"
                .formatted(file.getParent(), file.getFileName()));
      }
    }

    @Override
    public JavaDStream<String> lines(JavaStreamingContext context) {
      return ReceiverStreams.create(context, new FileTailReceiver(file, settings));
    }
  }
}
