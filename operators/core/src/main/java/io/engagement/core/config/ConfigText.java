package io.engagement.core.config;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A configuration as it is written: what is shipped to task managers, which read it again with
 * {@link EngagementConfigReader}. Holds no secrets, because a configuration with secrets in it is
 * refused.
 *
 * @param name of the file, as people know it
 * @param yaml its content
 */
public record ConfigText(String name, String yaml) implements Serializable {

  /**
   * The content of a file.
   *
   * @throws IOException when it cannot be read or is not UTF-8
   */
  public static ConfigText of(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return new ConfigText(
          file.toString(),
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      throw new IOException(file + " is not UTF-8", notText);
    }
  }
}
