// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core;

import io.holdfast.core.internal.JobFiles;
import io.holdfast.core.internal.JobFiles.Job;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A command that tells a running job, from another process, to process what it has received and to
 * stop. It returns when the job is told, not when it has stopped.
 *
 * <p>Arguments: {@code --checkpoint DIR [APPLICATION]}. Exit codes: 0 told, 1 not told, 2 wrong
 * arguments. Needs Spark's jars, and the Hadoop configuration that the job has.
 */
public final class Stop {
  private static final String USAGE =
      """
      Usage: stop --checkpoint DIR [APPLICATION]

      Tells a running job to receive nothing more, to process what it has received, and to stop,
      which takes it about two batches.

        --checkpoint DIR  the checkpoint directory of the job, as the job names it
        APPLICATION       the application id of the job; may be left out if one job runs there
      """;

  private final PrintStream out;
  private final PrintStream err;

  Stop(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the command and exits. */
  public static void main(String[] arguments) {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    System.exit(new Stop(System.out, System.err).run(configuration, arguments));
  }

  int run(Configuration configuration, String... arguments) {
    if (arguments.length == 1 && arguments[0].equals("--help")) {
      out.print(USAGE);
      return 0;
    }
    if (arguments.length < 2
        || arguments.length > 3
        || !arguments[0].equals("--checkpoint")
        || arguments[1].isEmpty()) {
      err.print(USAGE);
      return 2;
    }
    String directory = arguments[1];
    try {
      JobFiles files = new JobFiles(directory, configuration);
      String application =
          arguments.length == 3
              ? named(files, directory, arguments[2])
              : only(files.jobs(), directory);
      files.quiesce(application, "by a stop command");
      out.printf("%s is told to stop; it does after about two batches%n", application);
      return 0;
    } catch (FileNotFoundException e) {
      return fail("no job has ever run with the checkpoint directory " + directory);
    } catch (IllegalArgumentException e) {
      return fail(e.getMessage());
    } catch (IOException e) {
      return fail("the checkpoint directory %s cannot be used: %s".formatted(directory, e));
    }
  }

  private String named(JobFiles files, String directory, String application) throws IOException {
    List<Job> jobs = files.jobs();
    Job job =
        jobs.stream()
            .filter(each -> each.application().equals(application))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s does not run with the checkpoint directory %s; there %s"
                            .formatted(application, directory, describe(jobs))));
    if (job.isStale()) {
      err.printf("stop: warning: %s%n", describe(List.of(job)));
    }
    return application;
  }

  private static String only(List<Job> jobs, String directory) {
    List<Job> running = jobs.stream().filter(job -> !job.isStale()).toList();
    if (running.size() == 1) {
      return running.get(0).application();
    }
    if (running.isEmpty()) {
      throw new IllegalArgumentException(
          "no job runs with the checkpoint directory %s; there %s"
              .formatted(directory, describe(jobs)));
    }
    throw new IllegalArgumentException(
        "several jobs run with the checkpoint directory %s, name one: %s"
            .formatted(directory, describe(running)));
  }

  private static String describe(List<Job> jobs) {
    return jobs.isEmpty()
        ? "is none"
        : jobs.stream().map(Stop::describe).collect(Collectors.joining(", "));
  }

  private static String describe(Job job) {
    return job.isStale()
        ? "%s has been silent for %d s and must have died"
            .formatted(job.application(), job.silence().toSeconds())
        : job.application() + " runs";
  }

  private int fail(String sentence) {
    err.println("stop: " + sentence);
    return 1;
  }
}
