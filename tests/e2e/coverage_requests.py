"""A request that succeeds for each operation of which aws/refusals.toml has something to tell.

`REQUESTS[service](client, unique).NAME()` makes what the operation NAME needs and gives its parameters.
"""

from functions import ROLE, shell_package

POLICY = """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
"Action": "dynamodb:GetItem", "Resource": "*"}}"""
SELECT = "SELECT * FROM \"{table}\" WHERE p = 'x' AND s = 'y'"


class DynamodbRequests:
    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def create_table(self, keys):
        """The parameters of a table with these keys: a partition and perhaps a sort key."""
        return {
            "TableName": self.unique("table"),
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in keys],
            "KeySchema": [
                {"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, ("HASH", "RANGE"))
            ],
            "BillingMode": "PAY_PER_REQUEST",
        }

    def table(self):
        return self.client.create_table(**self.create_table("ps"))["TableDescription"]

    def arn(self):
        return self.table()["TableArn"]

    def CreateTable(self):
        return self.create_table("p")

    def UpdateTable(self):
        return {"TableName": self.table()["TableName"], "BillingMode": "PAY_PER_REQUEST"}

    def TagResource(self):
        return {"ResourceArn": self.arn(), "Tags": [{"Key": "a", "Value": "b"}]}

    def UntagResource(self):
        return {"ResourceArn": self.arn(), "TagKeys": ["a"]}

    def ListTagsOfResource(self):
        return {"ResourceArn": self.arn()}

    def PutResourcePolicy(self):
        return {"ResourceArn": self.arn(), "Policy": POLICY}

    def GetResourcePolicy(self):
        arn = self.arn()
        self.client.put_resource_policy(ResourceArn=arn, Policy=POLICY)
        return {"ResourceArn": arn}

    def DeleteResourcePolicy(self):
        return self.GetResourcePolicy()

    # A refusal may bring a statement of its own, with {table} in place of the table's name.

    def statement(self, text):
        return {"Statement": (text or SELECT).replace("{table}", self.table()["TableName"])}

    def ExecuteStatement(self, statement=None):
        return self.statement(statement)

    def BatchExecuteStatement(self, statement=None):
        return {"Statements": [self.statement(statement)]}

    def ExecuteTransaction(self, statement=None):
        return {"TransactStatements": [self.statement(statement)]}


class LambdaRequests:
    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def function(self):
        return self.client.create_function(**self.CreateFunction())["FunctionName"]

    def CreateFunction(self):
        return {
            "FunctionName": self.unique("function"),
            "Runtime": "provided.al2023",
            "Handler": "any",
            "Role": ROLE,
            "Code": {"ZipFile": shell_package("exit 1")},
        }

    def UpdateFunctionCode(self):
        return {"FunctionName": self.function(), "ZipFile": shell_package("exit 2")}

    def UpdateFunctionConfiguration(self):
        return {"FunctionName": self.function(), "Description": "another"}

    def ListFunctions(self):
        return {}

    def Invoke(self):
        return {"FunctionName": self.function(), "InvocationType": "DryRun"}


class LogsRequests:
    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def FilterLogEvents(self):
        name = self.unique("group")
        self.client.create_log_group(logGroupName=name)
        return {"logGroupName": name, "filterPattern": "sheep"}


class ApigatewayRequests:
    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def CreateRestApi(self):
        return {"name": self.unique("api")}

    def PutMethod(self):
        api = self.client.create_rest_api(**self.CreateRestApi())
        place = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "GET"}
        return {**place, "authorizationType": "NONE"}

    def made_method(self):
        """Where a method is, in an API of its own."""
        method = self.PutMethod()
        self.client.put_method(**method)
        del method["authorizationType"]
        return method

    def PutMethodResponse(self):
        return {**self.made_method(), "statusCode": "200"}

    def PutIntegration(self):
        return {**self.made_method(), "type": "MOCK"}

    def PutIntegrationResponse(self):
        mock = self.PutIntegration()
        self.client.put_integration(**mock)
        del mock["type"]
        response = {**mock, "statusCode": "200"}
        self.client.put_method_response(**response, responseParameters={"method.response.header.a": False})
        return response

    def CreateDeployment(self):
        mock = self.PutIntegration()
        self.client.put_integration(**mock)
        return {"restApiId": mock["restApiId"], "stageName": "v1"}

    def CreateStage(self):
        deployment = self.CreateDeployment()
        made = self.client.create_deployment(**deployment)
        return {"restApiId": deployment["restApiId"], "stageName": "v2", "deploymentId": made["id"]}

    def UpdateStage(self):
        stage = self.CreateStage()
        self.client.create_stage(**stage)
        return {
            "restApiId": stage["restApiId"],
            "stageName": stage["stageName"],
            "patchOperations": [{"op": "replace", "path": "/description", "value": "another"}],
        }


class S3Requests:
    def __init__(self, client, unique):
        self.client = client
        self.unique = unique

    def CreateBucket(self):
        return {"Bucket": self.unique("bucket")}

    def bucket(self):
        made = self.CreateBucket()
        self.client.create_bucket(**made)
        return made

    def GetObject(self):
        """Where an object is, in a bucket of its own."""
        place = {**self.bucket(), "Key": "key"}
        self.client.put_object(**place, Body=b"hello")
        return place

    HeadObject = DeleteObject = GetObject

    def PutObject(self):
        return {**self.bucket(), "Key": "key", "Body": b"hello"}

    def GetObjectAttributes(self):
        return {**self.GetObject(), "ObjectAttributes": ["ETag"]}

    def CopyObject(self):
        place = self.GetObject()
        return {**place, "Key": "copy", "CopySource": f"{place['Bucket']}/key"}

    def CreateMultipartUpload(self):
        return {**self.bucket(), "Key": "key"}

    def AbortMultipartUpload(self):
        place = self.CreateMultipartUpload()
        return {**place, "UploadId": self.client.create_multipart_upload(**place)["UploadId"]}

    def UploadPart(self):
        return {**self.AbortMultipartUpload(), "PartNumber": 1, "Body": b"hello"}

    def UploadPartCopy(self):
        copied = self.GetObject()
        source = f"{copied['Bucket']}/{copied['Key']}"
        return {**self.AbortMultipartUpload(), "PartNumber": 1, "CopySource": source}


REQUESTS = {
    "dynamodb": DynamodbRequests,
    "lambda": LambdaRequests,
    "logs": LogsRequests,
    "apigateway": ApigatewayRequests,
    "s3": S3Requests,
}


def with_refusal(requests, refusal):
    """The operation's request with what is refused of it in place."""
    make = getattr(requests, refusal.operation)
    if refusal.statement:
        return make(refusal.statement)
    return {**make(), **refusal.parameters}
