// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The small files beside a job's checkpoints through which a job is told to quiesce, by its driver
 * or from outside, and says that it runs. Each bears the id of its application, so that the next
 * one in the same directory is not meant. That a file exists is its whole message; its text is for
 * people.
 *
 * <p>Thread-safe. Every method asks the file system and may block on it.
 */
public final class JobFiles {
  /** How often a running job says so. */
  public static final Duration BEAT = Duration.ofSeconds(10);

  /** A job that has not said so for so long does not run any more. */
  private static final Duration STALE = Duration.ofSeconds(60);

  private static final String QUIESCE = "quiesce-";
  private static final String RUNNING = "running-";
  private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final Path directory;
  private final Configuration configuration;

  /** The files of the jobs that keep their checkpoints in this directory. */
  public JobFiles(String checkpointDirectory, Configuration configuration) {
    directory = new Path(checkpointDirectory, "holdfast");
    this.configuration = configuration;
  }

  /** A job that says that it runs, or has said so and does not any more. */
  public record Job(String application, Duration silence) {

    /** Whether it has been silent for so long that it must have died. */
    public boolean isStale() {
      return silence.compareTo(STALE) > 0;
    }
  }

  /** Whether the application is told to quiesce. */
  public boolean isQuiesced(String application) throws IOException {
    return fileSystem().exists(file(QUIESCE, application));
  }

  /** Tells the application to quiesce. Again, it does nothing. */
  public void quiesce(String application, String why) throws IOException {
    FileSystem fileSystem = fileSystem();
    Path target = file(QUIESCE, application);
    Path aside = aside();
    write(aside, why);
    // Where a rename does not replace, somebody else has been quicker.
    if (!fileSystem.rename(aside, target)) {
      boolean unused = fileSystem.delete(aside, false);
      if (!fileSystem.exists(target)) {
        throw new IOException("The file %s could not be written".formatted(target));
      }
    }
  }

  /** Takes back what an earlier driver of the same application was told. */
  public void forgetQuiesce(String application) throws IOException {
    boolean unused = fileSystem().delete(file(QUIESCE, application), false);
  }

  /** Says that the application runs; to be repeated every {@link #BEAT}. */
  public void beat(String application) throws IOException {
    write(file(RUNNING, application), "the job runs");
  }

  /** The application has stopped: removes its files. */
  public void end(String application) throws IOException {
    boolean unused = fileSystem().delete(file(RUNNING, application), false);
    forgetQuiesce(application);
  }

  /**
   * The jobs that say that they run, those that died without taking it back included.
   *
   * <p>How long ago that was is told by the file system's own clock: it writes a file to ask it.
   *
   * @throws FileNotFoundException if no job has left anything here, ever
   */
  public List<Job> jobs() throws IOException {
    FileSystem fileSystem = fileSystem();
    FileStatus[] files = fileSystem.listStatus(directory);
    long now = now();
    List<Job> jobs = new ArrayList<>();
    for (FileStatus file : files) {
      String name = file.getPath().getName();
      if (name.startsWith(RUNNING)) {
        long silence = Math.max(0, now - file.getModificationTime());
        jobs.add(new Job(name.substring(RUNNING.length()), Duration.ofMillis(silence)));
      }
    }
    return jobs;
  }

  private long now() throws IOException {
    Path aside = aside();
    write(aside, "what time is it");
    try {
      return fileSystem().getFileStatus(aside).getModificationTime();
    } finally {
      boolean unused = fileSystem().delete(aside, false);
    }
  }

  private void write(Path file, String text) throws IOException {
    try (FSDataOutputStream out = fileSystem().create(file, true)) {
      out.write((Instant.now() + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private Path aside() {
    return new Path(directory, "aside-" + UUID.randomUUID());
  }

  private Path file(String prefix, String application) {
    if (!APPLICATION.matcher(application).matches()) {
      throw new IllegalArgumentException("'%s' is no application id".formatted(application));
    }
    return new Path(directory, prefix + application);
  }

  private FileSystem fileSystem() throws IOException {
    return directory.getFileSystem(configuration);
  }
}
