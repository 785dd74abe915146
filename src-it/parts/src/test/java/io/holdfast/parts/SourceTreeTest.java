// SPDX-License-Identifier: Apache-2.0
package io.holdfast.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  private final String before = System.getProperty(SourceTree.ROOT_PROPERTY);

  @TempDir Path directory;

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(SourceTree.ROOT_PROPERTY);
    } else {
      System.setProperty(SourceTree.ROOT_PROPERTY, before);
    }
  }

  @Test
  void the_root_is_found_from_the_working_directory() {
    assertThat(SourceTree.root().resolve("src-it/parts/pom.xml")).exists();
  }

  @Test
  void the_property_wins_and_may_name_a_folder_below_the_root() throws Exception {
    Path below = Files.createDirectories(directory.resolve("src-it/parts/distributions/spark"));
    System.setProperty(SourceTree.ROOT_PROPERTY, below.toString());
    assertThat(SourceTree.root()).isEqualTo(directory.toAbsolutePath());
  }

  @Test
  void a_folder_outside_is_refused_with_what_to_set() {
    System.setProperty(SourceTree.ROOT_PROPERTY, directory.toString());
    assertThatThrownBy(SourceTree::root)
        .isInstanceOf(PartException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("-Dholdfast.root=");
  }

  @Test
  void a_distribution_that_is_not_assembled_names_the_command_that_does_it() throws Exception {
    Files.createDirectories(directory.resolve("src-it/parts/distributions"));
    System.setProperty(SourceTree.ROOT_PROPERTY, directory.toString());
    assertThatThrownBy(Distribution.SPARK::home)
        .isInstanceOf(PartException.class)
        .hasMessageContaining("mvn -pl src-it/parts/distributions/spark -am process-classes");
  }
}
