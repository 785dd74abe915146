// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ready configuration of this module, with some of its values replaced. Immutable. */
final class RsyslogRules {
  private static final Path READY = Path.of("receivers/socket/conf/60-holdfast.conf");

  private final String text;

  private RsyslogRules(String text) {
    this.text = text;
  }

  /** Sends to that port of the loopback interface, and tries again each second. */
  static RsyslogRules to(int port) throws IOException {
    return new RsyslogRules(Files.readString(SourceTree.root().resolve(READY)))
        .with("target", "127.0.0.1")
        .with("port", Integer.toString(port))
        .with("action.resumeInterval", "1");
  }

  /** Another value for what stands in the file. */
  RsyslogRules with(String name, String value) {
    Matcher matcher =
        Pattern.compile("^  " + Pattern.quote(name) + "=\"[^\"]*\"", Pattern.MULTILINE)
            .matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(name + " does not stand in " + READY);
    }
    return new RsyslogRules(
        new StringBuilder(text)
            .replace(matcher.start(), matcher.end(), "  %s=\"%s\"".formatted(name, value))
            .toString());
  }

  /** More parameters of its action. */
  RsyslogRules and(String parameters) {
    int end = text.lastIndexOf(')');
    return new RsyslogRules(text.substring(0, end) + parameters + "\n)\n");
  }

  @Override
  public String toString() {
    return text;
  }
}
