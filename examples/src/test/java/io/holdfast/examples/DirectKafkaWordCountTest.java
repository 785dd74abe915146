// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DirectKafkaWordCountTest {

  @Test
  void refusesWhatIsForReceivers() {
    assertThat(refusal("--durability=wal"))
        .isEqualTo(
            ("DirectKafkaWordCount: --durability is for receivers, and this job has none: Kafka keeps"
                    + " what is not counted yet%n")
                .formatted());
    assertThat(refusal("--poison=dead-letter", "--dead-letters=d"))
        .isEqualTo(
            ("DirectKafkaWordCount: dead letters are kept by receivers, and this job has none: give"
                    + " --poison skip, or run KafkaWordCount%n")
                .formatted());
  }

  private static String refusal(String... options) {
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        new CommandLine(new DirectKafkaWordCount()).setErr(new PrintWriter(err, true));
    String[] arguments = new String[options.length + 2];
    arguments[0] = "localhost:9092";
    arguments[1] = "words";
    System.arraycopy(options, 0, arguments, 2, options.length);
    assertThat(JobCommand.execute(commandLine, arguments)).isEqualTo(2);
    return err.toString();
  }
}
