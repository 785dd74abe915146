// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import static io.holdfast.socket.Checks.check;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds the number by a regular expression. Immutable, and serializable by Java and by Kryo. */
final class PatternNumbering implements MessageNumbering {
  private static final long serialVersionUID = 1L;
  private static final String HOST = "host";
  private static final String EPOCH = "epoch";
  private static final String NUMBER = "number";

  private final String regex;

  /** Not sent: Kryo cannot. Two threads may both compile it, to the same effect. */
  private transient volatile Pattern compiled;

  PatternNumbering(String regex) {
    this.regex = regex;
    try {
      Matcher groups = Pattern.compile("|" + regex).matcher(""); // matches, whatever it is
      check(groups.lookingAt(), regex);
      for (String group : new String[] {HOST, EPOCH, NUMBER}) {
        check(hasGroup(groups, group), missing(group));
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the numbering '%s' is no regular expression: %s".formatted(regex, e.getDescription()),
          e);
    }
  }

  private static boolean hasGroup(Matcher matcher, String group) {
    try {
      return matcher.group(group) == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String missing(String group) {
    return ("the numbering '%s' has no group named %s: it needs (?<host>..) and (?<epoch>..), which"
            + " together name who counts and since when, and (?<number>..)")
        .formatted(regex, group);
  }

  @Override
  public MessageNumber numberOf(byte[] message) throws CharacterCodingException {
    String text = StrictText.decode(StandardCharsets.UTF_8, message, 0, message.length);
    Matcher matcher = pattern().matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("it has no number as the numbering finds them");
    }
    return MessageNumber.of(
        part(matcher, HOST) + "@" + part(matcher, EPOCH), number(part(matcher, NUMBER)));
  }

  private Pattern pattern() {
    if (compiled == null) {
      compiled = Pattern.compile(regex);
    }
    return compiled;
  }

  private static String part(Matcher matcher, String group) {
    String part = matcher.group(group);
    if (part == null) {
      throw new IllegalArgumentException("the numbering finds no %s in it".formatted(group));
    }
    return part;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no number".formatted(text), e);
    }
  }
}
