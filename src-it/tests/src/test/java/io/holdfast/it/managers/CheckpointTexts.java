// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.managers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.CompressionCodec$;

/** What a thief of a checkpoint directory could read. */
final class CheckpointTexts {
  private CheckpointTexts() {}

  /** The bytes of each checkpoint, not compressed, as characters. */
  static List<String> in(String uri, String directory) throws IOException {
    CompressionCodec codec = CompressionCodec$.MODULE$.createCodec(new SparkConf(false));
    List<String> texts = new ArrayList<>();
    try (FileSystem files = FileSystem.newInstance(URI.create(uri), new Configuration())) {
      for (FileStatus file : files.globStatus(new Path(directory, "checkpoint-*"))) {
        try (InputStream in = codec.compressedInputStream(files.open(file.getPath()))) {
          texts.add(new String(in.readAllBytes(), ISO_8859_1));
        }
      }
    }
    return texts;
  }
}
