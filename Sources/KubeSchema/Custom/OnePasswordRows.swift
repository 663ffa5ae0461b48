// Written by Scripts/custom-tables.py; do not edit.

extension CustomKinds {
  static let onepasswordRows: StaticString = #"""
    = onepassword.com v1 Namespaced {"kind":"OnePasswordItem","listKind":"OnePasswordItemList","plural":"onepassworditems","shortNames":["opi"],"singular":"onepassworditem"}
    | {"jsonPath":".metadata.creationTimestamp","name":"Age","type":"date"}
    | {"jsonPath":".status.conditions[?(@.type==\"Ready\")].status","name":"Ready","type":"string"}
    - o
     apiVersion s
     kind s
     metadata o
     spec o
      itemPath s
     status o
      conditions! a
       [] o
        lastTransitionTime s:date-time
        message s
        status! s
        type! s
     type s
    """#
}
