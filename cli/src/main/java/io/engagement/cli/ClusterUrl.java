package io.engagement.cli;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a cluster's REST interface is; {@code host:port} alone means http. */
final class ClusterUrl implements ITypeConverter<URI> {

  @Override
  public URI convert(String value) {
    try {
      URI url = URI.create(value.contains("://") ? value : "http://" + value);
      if (url.getHost() != null && url.getScheme().matches("https?")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw refusal(value);
    }
    throw refusal(value);
  }

  private static TypeConversionException refusal(String value) {
    return new TypeConversionException(
        "'" + value + "' is no address such as " + JobOption.DEFAULT_CLUSTER);
  }
}
