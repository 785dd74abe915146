// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSubmitIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void the_job_gets_its_arguments_its_heap_and_its_options() throws Exception {
    SparkSubmit submit =
        SparkSubmit.of(jarOf(Probe.class), Probe.class.getName())
            .driverMemory("200m")
            .driverOptions(JavaCommand.SMALL_JVM)
            .driverOptions(List.of("-Dprobe.spaces=a b"))
            .configuration("spark.app.name", "a probe")
            .environment("SPARK_SUBMIT_OPTS", "-Dprobe.submit=opts")
            .arguments("first argument", "", "*");
    try (ChildProcess job = submit.start(directory.resolve("a job"))) {
      assertThat(job.awaitExit(BOUND)).as(job.logTail()).isEqualTo(5);
      assertThat(job.log())
          .contains("arguments [first argument, , *]")
          .contains("spaces a b")
          .contains("submit opts")
          .contains("name a probe")
          .contains("opened true");
      long heap = Long.parseLong(job.awaitLine("^heap \\d+$", BOUND).substring("heap ".length()));
      assertThat(heap).isBetween(150L << 20, 200L << 20);
    }
  }

  private Path jarOf(Class<?> mainClass) throws Exception {
    Path jar = directory.resolve("probe.jar");
    String entry = mainClass.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream jarOut = new JarOutputStream(out);
        var in = mainClass.getClassLoader().getResourceAsStream(entry)) {
      jarOut.putNextEntry(new JarEntry(entry));
      in.transferTo(jarOut);
      jarOut.closeEntry();
    }
    return jar;
  }

  /** Says what a job sees, and ends with 5. It starts no Spark: that takes seconds. */
  public static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println("arguments " + List.of(arguments));
      System.out.println("spaces " + System.getProperty("probe.spaces"));
      System.out.println("submit " + System.getProperty("probe.submit"));
      System.out.println("name " + System.getProperty("spark.app.name"));
      System.out.println(
          "opened " + Object.class.getModule().isOpen("sun.nio.ch", Probe.class.getModule()));
      System.out.println("heap " + Runtime.getRuntime().maxMemory());
      System.exit(5);
    }
  }
}
