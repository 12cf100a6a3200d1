package io.engagement.bench.contender.datastream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the program knows of an event: its fields are those of the record. */
@JsonIgnoreProperties(ignoreUnknown = true)
public class ShopEvent {
  public @Nullable String type;
  public @Nullable String event;
  public @Nullable String name;
  public @Nullable String userId;
  public @Nullable String anonymousId;
  public @Nullable String timestamp;
  public @Nullable String receivedAt;
  public @Nullable Context context;
  public @Nullable Properties properties;

  /** Where and with what it happened. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Context {
    public @Nullable Device device;
    public @Nullable Campaign campaign;
    public @Nullable Location location;
  }

  /** What it happened on. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Device {
    public @Nullable String type;
  }

  /** What the visitor came by. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Campaign {
    public @Nullable String source;
  }

  /** Where the visitor is. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Location {
    public @Nullable String country;
  }

  /** What it was about. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public static class Properties {
    public @Nullable String path;

    @JsonProperty("product_id")
    public @Nullable String productId;
  }

  /** The user id, else the anonymous id. */
  public String user() {
    return String.valueOf(userId == null ? anonymousId : userId);
  }

  /** When it happened, epoch milliseconds. A clock that is wrong comes without timestamp. */
  public long timeMillis() {
    return Instant.parse(String.valueOf(timestamp == null ? receivedAt : timestamp)).toEpochMilli();
  }

  boolean isNamed(String wanted) {
    return wanted.equals(event) || wanted.equals(name);
  }

  boolean isView() {
    return "page".equals(type) || "screen".equals(type);
  }

  String platform() {
    return context == null || context.device == null ? "(none)" : orNone(context.device.type);
  }

  String channel() {
    return context == null || context.campaign == null ? "(none)" : orNone(context.campaign.source);
  }

  String country() {
    return context == null || context.location == null
        ? "(none)"
        : orNone(context.location.country);
  }

  private static String orNone(@Nullable String value) {
    return value == null ? "(none)" : value;
  }
}
