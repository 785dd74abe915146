// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dead letters in a directory, as somebody reads them who opens the files at that moment. */
final class Letters {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  Letters(Path directory) {
    this.directory = directory;
  }

  /** Whether there is a letter whose position contains these words. */
  boolean isKept(String position) {
    return read().stream().anyMatch(letter -> isAbout(letter, position));
  }

  /** Whether some letter about that position holds something of the record itself. */
  boolean holdsPayload(String position) {
    for (JsonNode letter : read()) {
      if (isAbout(letter, position)) {
        for (JsonNode part : letter.path("payload")) {
          if (!part.asText("").isEmpty()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isAbout(JsonNode letter, String position) {
    return letter.path("position").asText().contains(position);
  }

  private List<JsonNode> read() {
    List<JsonNode> letters = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          for (String line : Files.readAllLines(file)) {
            add(letters, line);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return letters;
  }

  private static void add(List<JsonNode> letters, String line) {
    try {
      letters.add(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return; // half of a letter is none
    }
  }
}
