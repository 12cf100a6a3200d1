#!/usr/bin/env bash
# What the principal of a job may do and no more: for deployment "shop", topics "events" and "control" and
# the prefix "engagement.". Run by an administrator of the brokers:
#   kafka-acls.sh BROKERS ADMIN.properties
set -euo pipefail

acls() {
  kafka-acls --bootstrap-server "$brokers" --command-config "$admin" --force --add \
    --allow-principal User:engagement "$@"
}
brokers=$1
admin=$2

# The input; READ as well to tell a producer's open transaction from a stall. Offsets are committed
# to a group of the deployment's name, for monitoring only.
acls --operation Read --operation Describe --topic events
acls --operation Read --operation Describe --topic control
acls --operation Read --operation Describe --group shop

# The output: missing topics are created and the others' policies checked; a start reads what is
# published. Without Create, make the topics beforehand.
acls --operation Create --operation Write --operation Read --operation Describe --operation DescribeConfigs \
  --topic engagement. --resource-pattern-type prefixed
acls --operation Write --operation Describe \
  --transactional-id shop-sink.kafka --resource-pattern-type prefixed

# The brokers' transaction.max.timeout.ms is checked at the start; without this it is not, and the log says so.
acls --operation DescribeConfigs --cluster
