"""DynamoDB's commands of AWS CLI v2, for the tests of what they print and how they fail."""

import concurrent.futures

from indexed import index, keys

SERVICE_ERROR = 254


class DynamoDbCli:
    def __init__(self, aws):
        self._aws = aws

    def run(self, *arguments, service="dynamodb"):
        return self._aws(service, *arguments)

    def refused(self, *arguments, service="dynamodb"):
        """What a command that the service refuses says."""
        process = self._aws(service, *arguments, check=False)
        assert process.returncode == SERVICE_ERROR, process.stdout + process.stderr
        assert process.stdout == ""
        return process.stderr.strip()

    def run_all(self, *commands):
        """Runs commands side by side that do not need each other: one takes half a second of a core."""
        return together(self.run, commands)

    def refused_all(self, *commands):
        return together(self.refused, commands)


def together(call, commands):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return list(pool.map(lambda arguments: call(*arguments), commands))


def error(code, operation, message):
    return f"An error occurred ({code}) when calling the {operation} operation: {message}"


def create(dynamodb, name):
    """A table as test_a_table_is_created of the command line's tests makes it."""
    types = {"p": "S", "s": "N", "shepherd": "S", "weight": "N"}
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": t} for a, t in types.items()],
        KeySchema=keys("p", "s"),
        GlobalSecondaryIndexes=[index("by_shepherd", keys("shepherd", "weight"), "ALL")],
        LocalSecondaryIndexes=[index("by_weight", keys("p", "weight"), "KEYS_ONLY")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "team", "Value": "sheep"}],
    )


def create_with_sheep(dynamodb, name):
    """Nine sheep, odd ones Ann's and even ones Bob's, each lighter than the one before."""
    create(dynamodb, name)
    for s in range(1, 10):
        sheep = {"shepherd": {"S": "Ann" if s % 2 else "Bob"}, "weight": {"N": str(100 - s)}}
        dynamodb.put_item(TableName=name, Item={**key(s, "flock"), **sheep})


def key(s, p="a"):
    return {"p": {"S": p}, "s": {"N": str(s)}}
