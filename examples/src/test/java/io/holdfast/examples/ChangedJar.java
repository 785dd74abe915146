// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.parts.Distribution;
import io.holdfast.parts.SourceTree;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The shipped jar of another version: one of its classes is compiled from a changed source. */
final class ChangedJar {
  private ChangedJar() {}

  /**
   * Makes the jar.
   *
   * @param folder where it goes, and what it is made of
   * @param type a class of the examples
   */
  static Path of(Path folder, Class<?> type, UnaryOperator<String> change) throws IOException {
    Path shipped = Path.of(System.getProperty("holdfast.shipped.jar"));
    String name = type.getName().replace('.', '/');
    Path original = SourceTree.root().resolve("examples/src/main/java/" + name + ".java");
    String source = Files.readString(original);
    String changed = change.apply(source);
    assertThat(changed).isNotEqualTo(source);
    Path file = Files.writeString(folder.resolve(type.getSimpleName() + ".java"), changed);
    String classPath;
    try (Stream<Path> sparks = Files.list(Distribution.SPARK.home().resolve("jars"))) {
      classPath =
          Stream.concat(Stream.of(shipped), sparks)
              .map(Path::toString)
              .collect(Collectors.joining(":"));
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-classpath",
                classPath,
                "-d",
                folder.toString(),
                file.toString());
    assertThat(failed).isZero();
    Path jar = Files.copy(shipped, folder.resolve("changed.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Files.copy(
          folder.resolve(name + ".class"),
          inside.getPath(name + ".class"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return jar;
  }
}
