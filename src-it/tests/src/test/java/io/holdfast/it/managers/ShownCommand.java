// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.ChildProcess;
import io.holdfast.parts.Distribution;
import io.holdfast.parts.JavaCommand;
import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that a page of the documentation shows, run as it stands there but for the names of
 * other people's machines. What a cluster's administrator configures is in files that it is pointed
 * to: here, that everything is small.
 */
final class ShownCommand {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");

  private static final Pattern JOB =
      Pattern.compile(
          "(io\\.holdfast\\.examples\\.)\\w+(.*\\.jar\\s+(?:\\\\\n\\s+)?)\\S+ wordcounttopic");

  private static final String LOGGING =
      """
      rootLogger.level = warn
      rootLogger.appenderRef.stderr.ref = stderr
      appender.stderr.type = Console
      appender.stderr.name = stderr
      appender.stderr.target = SYSTEM_ERR
      appender.stderr.layout.type = PatternLayout
      appender.stderr.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
      logger.receiver.name = org.apache.spark.streaming.receiver
      logger.receiver.level = info
      logger.tokens.name = org.apache.spark.deploy.security
      logger.tokens.level = info
      """;

  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String command;

  private ShownCommand(String command) {
    this.command = command;
  }

  /** The only command of this page that has all of these words. */
  static ShownCommand of(String page, String... words) throws IOException {
    String text = Files.readString(SourceTree.root().resolve(page));
    List<String> found =
        BLOCK
            .matcher(text)
            .results()
            .flatMap(block -> Pattern.compile("\n\n").splitAsStream(block.group(1).strip()))
            .filter(each -> each.contains("examples/bin/"))
            .filter(each -> List.of(words).stream().allMatch(each::contains))
            .toList();
    assertThat(found).as("with %s in %s", List.of(words), page).hasSize(1);
    return new ShownCommand(found.get(0));
  }

  /** Puts a name that there is in the place of one that the page made up. */
  ShownCommand with(String madeUp, String real) {
    assertThat(command).contains(madeUp);
    command = command.replace(madeUp, real);
    return this;
  }

  /** Puts another job of the examples, and its arguments, in the place of the page's. */
  ShownCommand job(String className, String arguments) {
    Matcher shown = JOB.matcher(command);
    assertThat(shown.find()).as(command).isTrue();
    command = shown.replaceFirst("$1" + className + "$2" + Matcher.quoteReplacement(arguments));
    return this;
  }

  /** Gives the job an option, in the place of the page's if there is one. */
  ShownCommand option(String name, String value) {
    Matcher shown = Pattern.compile(" " + name + " \\S+").matcher(command);
    String given = " " + name + " " + value;
    command = shown.find() ? shown.replaceFirst(Matcher.quoteReplacement(given)) : command + given;
    return this;
  }

  /** Adds arguments at the end. */
  ShownCommand and(String more) {
    command += " " + more;
    return this;
  }

  /** What Spark's defaults on the machine say. */
  ShownCommand defaults(String key, String value) {
    defaults.put(key, value);
    return this;
  }

  /**
   * Everything small, on a machine that has all parts of the cluster: drivers and executors with
   * these options of the JVM, too.
   */
  ShownCommand small(Path scratch, String options) {
    String java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + options;
    return defaults("spark.locality.wait", "0s")
        .defaults("spark.scheduler.maxRegisteredResourcesWaitingTime", "2m")
        .defaults("spark.ui.enabled", "false")
        .defaults("spark.local.dir", scratch.toString())
        .defaults("spark.driver.memory", "512m")
        .defaults("spark.executor.memory", "512m")
        .defaults("spark.driver.defaultJavaOptions", java)
        .defaults("spark.executor.defaultJavaOptions", java)
        .defaults("spark.yarn.am.extraJavaOptions", java)
        .defaults("spark.yarn.jars", "local:" + Distribution.SPARK.classPath())
        .defaults("spark.yarn.appMasterEnv.SPARK_LOCAL_IP", "127.0.0.1")
        .defaults("spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1");
  }

  ShownCommand environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs it in the root of the source tree; its log and its settings go into {@code directory}. */
  ChildProcess start(Path directory) throws IOException {
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    StringBuilder lines = new StringBuilder();
    defaults.forEach((key, value) -> lines.append(key).append(' ').append(value).append('\n'));
    Files.writeString(configuration.resolve("spark-defaults.conf"), lines);
    Files.writeString(configuration.resolve("log4j2.properties"), LOGGING);
    // The shell gives its place to the command, which a test may want to kill.
    String line = command.replaceFirst("(?m)^examples/bin/", "exec examples/bin/");
    return ChildProcess.named("the job", List.of("bash", "-c", line))
        .environment("JAVA_HOME", JavaCommand.javaHome().toString())
        .environment("SPARK_HOME", Distribution.SPARK.home().toString())
        .environment("SPARK_CONF_DIR", configuration.toString())
        .environment("SPARK_LOCAL_IP", "127.0.0.1")
        .environment(environment)
        .directory(SourceTree.root())
        .log(directory.resolve("log"))
        .patience(Duration.ofSeconds(30))
        .start();
  }

  @Override
  public String toString() {
    return command;
  }
}
