from django import forms


class ReadNotificationForm(forms.Form):
    notification = forms.IntegerField(min_value=1)
